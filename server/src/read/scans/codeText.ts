import type { BarCode } from './readBarCodes.ts';

const GROUP_END = /[\u001d\u001e\u001f]/;

/** What a bar code says, a line of text each. State documents and national health identities are put into words, anything else stands as it is. */
export function codeText({ symbology, text }: Pick<BarCode, 'symbology' | 'text'>): string[] {
  const said = symbology === 'DataMatrix' ? (stateDocument(text) ?? healthIdentity(text) ?? [text]) : [text];
  return said.flatMap((line) => line.split(/[\u0000-\u001f\u007f]+/)).filter((line) => line.trim() !== '');
}

/**
 * 2D-Doc of the French state: a header that begins with DC, then fields of a two-character tag and a value; F0 to F3 are given names, name,
 * birth date (DDMMYYYY) and sex of a tested person (domain reference, french-formats.md 10). Other fields stand as they are.
 */
function stateDocument(text: string): string[] | null {
  if (!/^DC0\d/.test(text)) return null;
  const person = /F0([^\u001d]{1,80})\u001dF1([^\u001d]{1,80})\u001dF2(\d{2})(\d{2})(\d{4})/.exec(text);
  const rest = text.split('\u001f')[0]!.split(GROUP_END);
  if (person === null) return rest;
  const [, given, surname, day, month, year] = person as unknown as string[];
  return [...rest, ...identity(surname!, given!, `${day!}/${month!}/${year!}`)];
}

/**
 * Data Matrix of the national health identity: IS, a version, then tags S1 to S7: number, its OID, given names, birth name, sex, birth date,
 * place. The order of the two names is to be verified with the issuer's guide, so both stand under one label. No value holds S and a digit.
 */
function healthIdentity(text: string): string[] | null {
  const values = text.split(/S([1-9])/);
  if (!/^IS\d/.test(text) || !/^\d[\dAB]{14}/.test(values[2] ?? '')) return null;
  const byTag = new Map<string, string>();
  for (let i = 1; i + 1 < values.length; i += 2)
    byTag.set(values[i]!, values[i + 1]!.split(GROUP_END)[0]!.trim());
  const birth = /(\d{2})-?(\d{2})-?(\d{4})/.exec(byTag.get('6') ?? '');
  return [
    `INS : ${byTag.get('1')!.slice(0, 15)}`,
    `Nom et prénoms : ${[byTag.get('4'), byTag.get('3')].join(' ').trim()}`,
    ...(birth === null ? [] : [`Né(e) le : ${birth.slice(1).join('/')}`]),
  ];
}

function identity(surname: string, given: string, birth: string): string[] {
  return [`Nom : ${surname}`, `Prénoms : ${given.replaceAll('/', ' ')}`, `Né(e) le : ${birth}`];
}
