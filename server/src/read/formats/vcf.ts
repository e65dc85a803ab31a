import {
  type ContentLine,
  contentLines,
  embeddedFile,
  hasParameter,
  structuredParts,
  unescaped,
} from '../contentLines.ts';
import type { Format, Member } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type PersonColumn, PersonRows } from '../personRow.ts';
import { memorySource } from '../source.ts';

const COLUMNS = [
  { name: 'Nom complet', role: 'full_name' },
  { name: 'Nom', role: 'surname' },
  { name: 'Prénom', role: 'given_names' },
  { name: 'Date de naissance', role: 'birth_date' },
  { name: 'Lieu de naissance', role: 'birth_place' },
  { name: 'Date de décès', role: 'death_date' },
  { name: 'Sexe', role: 'sex' },
  { name: 'Téléphone', role: 'phone' },
  { name: 'Télécopie', role: 'other' },
  { name: 'Courriel', role: 'email' },
  { name: 'Adresse', role: 'address' },
  { name: "Complément d'adresse", role: 'address_more' },
  { name: 'Code postal', role: 'postcode' },
  { name: 'Ville', role: 'city' },
  { name: 'Région, pays', role: 'other' },
  { name: 'Proche', role: 'full_name', subject: 'relative' },
  { name: 'Société, fonction', role: 'other' },
  { name: 'Note', role: 'free_text' },
  { name: 'Autre', role: 'other' },
] as const satisfies readonly PersonColumn[];

type Column = (typeof COLUMNS)[number]['name'];

const POSITION = new Map<string, number>(COLUMNS.map(({ name }, i) => [name, i]));

/** Properties of one text by name, and the column of each. */
const TEXTS: Readonly<Record<string, Column>> = {
  'FN': 'Nom complet', 'BDAY': 'Date de naissance', 'BIRTHPLACE': 'Lieu de naissance', 'DEATHDATE': 'Date de décès', 'EMAIL': 'Courriel', 'LABEL': 'Adresse',
  'ORG': 'Société, fonction', 'TITLE': 'Société, fonction', 'ROLE': 'Société, fonction', 'NOTE': 'Note', 'CATEGORIES': 'Note', 'NICKNAME': 'Autre', 'RELATED': 'Proche', 'X-SPOUSE': 'Proche',
  'X-ABRELATEDNAMES': 'Proche', 'X-EVOLUTION-SPOUSE': 'Proche', 'X-MS-SPOUSE': 'Proche', 'X-MS-CHILD': 'Proche', 'X-MAIDENNAME': 'Autre', 'X-SKYPE': 'Autre', 'IMPP': 'Autre',
}; // prettier-ignore

/** Properties that say nothing of the person. */
const TECHNICAL =
  /^(?:BEGIN|END|VERSION|PRODID|REV|UID|PHOTO|LOGO|SOUND|KEY|URL|SOURCE|CLASS|MAILER|TZ|GEO|LANG|KIND|SORT-STRING|CLIENTPIDMAP|PROFILE|NAME|X-ABLABEL|X-AB(?:ADR|SHOWAS|UID)|X-MS-(?:OL-.*|CARDPICTURE|TEL)|X-WAB-.*|X-MOZILLA-HTML|X-PHONETIC-.*)$/;

const CARD_LIMIT = 0xffff_ffff;
/** Cells of a card. */
const CELL_LIMIT = 10_000;
/** Lines that may hold a file. */
const FILE_LINE = /^(?:[\w-]{1,60}\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]/i;

/** Address cards (vCard 2.1, 3, 4; .vcf), one or many in a file: each card is a row, photos are members. */
export const vcf: Format = {
  name: 'vcf',
  recognise: (head) => (looksLikeText(head) && /^\s*BEGIN:VCARD\b/i.test(headText(head, 400)) ? 0.95 : 0),
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'row', name: '', number: 0 });
    const rows = new PersonRows(sink, COLUMNS);
    let cells: [number, string][] = [];
    let card = 1;
    for await (const lines of contentLines(source))
      for (const line of lines) {
        if (line.name === 'BEGIN') cells = [];
        else if (line.name === 'END') await rows.write(cells, Math.min(card++, CARD_LIMIT));
        else if (cells.length < CELL_LIMIT)
          for (const [column, text] of cellsOf(line)) cells.push([POSITION.get(column)!, text]);
      }
    // A card that was cut off.
    await rows.write(cells, card);
    await rows.end();
  },
  async *members(source): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const lines of contentLines(source, FILE_LINE))
      for (const line of lines) {
        const file = embeddedFile(line);
        if (file === null) continue;
        const displayName = `${line.name.toLowerCase()}-${++ordinal}.${file.extension}`;
        yield { name: Buffer.from(displayName), displayName, source: memorySource(file.bytes, displayName) };
      }
  },
};

function cellsOf(line: ContentLine): [Column, string][] {
  const { name, value } = line;
  const known = TEXTS[name];
  if (known !== undefined)
    return [[known, known === 'Société, fonction' ? structuredParts(value).join(' ') : unescaped(value)]];
  switch (name) {
    case 'N':
      return nameCells(structuredParts(value));
    case 'ADR':
      return addressCells(structuredParts(value));
    case 'TEL':
      return [
        [
          hasParameter(line, /^(?:fax|pager)$/i) ? 'Télécopie' : 'Téléphone',
          unescaped(value).replace(/^tel:/i, ''),
        ],
      ];
    case 'GENDER':
      return [['Sexe', value.slice(0, 1)]];
    default:
      return TECHNICAL.test(name) ? [] : [['Autre', unescaped(value).slice(0, 2_000)]];
  }
}

function nameCells([family = '', given = '', additional = '']: string[]): [Column, string][] {
  return [
    ['Nom', family],
    ['Prénom', [given, additional].filter((text) => text !== '').join(' ')],
  ];
}

function addressCells([
  box = '',
  extended = '',
  street = '',
  city = '',
  region = '',
  postcode = '',
  country = '',
]: string[]): [Column, string][] {
  return [
    ['Adresse', street],
    ["Complément d'adresse", [box, extended].filter((text) => text !== '').join(' ')],
    ['Code postal', postcode],
    ['Ville', city],
    ['Région, pays', [region, country].filter((text) => text !== '').join(' ')],
  ];
}
