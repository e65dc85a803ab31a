import { decode } from '../../text/windows1252.ts';
import { decodeText, decodeWhole } from '../decodeText.ts';
import type { Format, Source } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type PersonColumn, PersonRows } from '../personRow.ts';

const COLUMNS = [
  { name: 'cn', role: 'full_name' },
  { name: 'sn', role: 'surname' },
  { name: 'givenName', role: 'given_names' },
  { name: 'birthDate', role: 'birth_date' },
  { name: 'mail', role: 'email' },
  { name: 'telephoneNumber', role: 'phone' },
  { name: 'street', role: 'address' },
  { name: 'postalCode', role: 'postcode' },
  { name: 'l', role: 'city' },
  { name: 'employeeNumber', role: 'identifier' },
  { name: 'description', role: 'free_text' },
  { name: 'other', role: 'other' },
] as const satisfies readonly PersonColumn[];

type Column = (typeof COLUMNS)[number]['name'];
const POSITION = new Map<string, number>(COLUMNS.map(({ name }, i) => [name, i]));

/** Attributes of directories (inetOrgPerson) and of Mozilla's address books by column; in lower case. */
const ATTRIBUTES: Readonly<Record<string, Column>> = {
  cn: 'cn', commonname: 'cn', displayname: 'cn', sn: 'sn', surname: 'sn', givenname: 'givenName', dateofbirth: 'birthDate', schacdateofbirth: 'birthDate', birthdate: 'birthDate',
  mail: 'mail', mozillasecondemail: 'mail', rfc822mailbox: 'mail', mailalternateaddress: 'mail', telephonenumber: 'telephoneNumber', mobile: 'telephoneNumber',
  homephone: 'telephoneNumber', cellphone: 'telephoneNumber', street: 'street', streetaddress: 'street', mozillahomestreet: 'street', mozillahomestreet2: 'street',
  mozillaworkstreet2: 'street', postaladdress: 'street', homepostaladdress: 'street', postalcode: 'postalCode', mozillahomepostalcode: 'postalCode', l: 'l', locality: 'l',
  mozillahomelocalityname: 'l', employeenumber: 'employeeNumber', description: 'description', notes: 'description', custom1: 'description', mozillacustom1: 'description',
}; // prettier-ignore
const TECHNICAL =
  /^(?:dn|version|objectclass|changetype|control|modifytimestamp|createtimestamp|userpassword|.*;binary|jpegphoto|usercertificate|objectguid|objectsid|uidnumber|gidnumber)$/;
const LINE_LIMIT = 4 << 20;

/** Address books and directories in LDIF (RFC 2849): each entry is a row. */
export const ldif: Format = {
  name: 'ldif',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 4_096).replace(/^(?:#[^\n]*\n|version: ?1\s*\n|\s*\n)+/i, '');
    return /^dn::? ?\S/i.test(start) && /\n(?:objectclass|cn|mail|sn): /i.test(start)
      ? 0.95
      : extension === 'ldif'
        ? 0.3
        : 0;
  },
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'row', name: '', number: 0 });
    const rows = new PersonRows(sink, COLUMNS);
    let cells: [number, string][] = [];
    let number = 1;
    for await (const line of unfolded(source)) {
      if (line === '') {
        if (cells.length > 0) await rows.write(cells, number++);
        cells = [];
      } else cells.push(...cellOf(line));
    }
    await rows.write(cells, number);
    await rows.end();
  },
};

function cellOf(line: string): [number, string][] {
  const match = /^([\w-]{1,100}(?:;[\w-]{1,40})*):(:)? ?([^]*)$/.exec(line);
  if (match === null) return [];
  const name = match[1]!.toLowerCase();
  const base = name.replace(/;lang-.*$/, '');
  if (TECHNICAL.test(base)) return [];
  const column = ATTRIBUTES[base] ?? 'other';
  const text = match[2] === undefined ? match[3]! : decode(decodeWhole(Buffer.from(match[3]!, 'base64')));
  return [[POSITION.get(column)!, text.replaceAll('$', ', ').slice(0, 10_000)]];
}

/** Lines; one that begins with a blank goes on the one before. */
async function* unfolded(source: Source): AsyncGenerator<string> {
  let open: string | null = null;
  let rest = '';
  for await (const chunk of decodeText(source.stream())) {
    const lines: string[] = (rest + decode(chunk)).split('\n');
    rest = lines.pop()!.slice(0, LINE_LIMIT);
    for (const line of lines) {
      if (line.startsWith(' ') && open !== null) {
        if (open.length < LINE_LIMIT) open += line.slice(1);
        continue;
      }
      if (open !== null) yield open;
      open = line.startsWith('#') ? null : line;
    }
  }
  if (open !== null) yield rest.startsWith(' ') ? open + rest.slice(1) : open;
  if (rest !== '' && !rest.startsWith(' ')) yield rest;
}
