import { trimOf } from '../text/trimEndOf.ts';

/** An address in its parts; '' where it does not say one. */
export interface AddressParts {
  /** The line with the street. */
  readonly street: string;
  /** What stands beside it: building, 'chez …', 'BP 14', hamlet. */
  readonly more: string;
  /** Five digits. */
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

/** Longer cells are no addresses. */
const LENGTH = 300;
/** A French postcode before a town; the last one of an address counts. */
const POSTCODE = /(?<![\dA-Za-z])(?:F-? ?)?((?:0[1-9]|[1-8]\d|9[0-8]) ?\d{3})(?!\d)/g;
/** 'Saint-Paul (97435)'. */
const POSTCODE_BEHIND = /\b((?:0[1-9]|[1-8]\d|9[0-8])\d{3})\)?$/;
const SEPARATOR = /[,;\n\r]+|\s[-–—/|]+\s/;
/** A house number on its own: the comma behind it does not end the line. */
const HOUSE_NUMBER = /^\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?$/i;
const STREET =
  /^(?:\d{1,4}\b.*\p{L}|(?:rue|av|avenue|bd|bld|boul|boulevard|all[eé]es?|imp|impasse|ch|chem|chemin|route|rte|place|pl|quai|square|sq|cours|passage|sentier?|ruelle|mont[eé]e|faubourg|fg|voie|esplanade|promenade|traverse|venelle)\b)/iu;
/** What stands around a part: blanks of all kinds, what joins it to others. */
const AROUND = ' \t\n\r\f\v\u00a0\u2009\u202f\ufeff,(-';
/** What is no town behind the postcode. */
const CEDEX = /\scedex(?:\s+\d+)?$/i;
const COUNTRY =
  /^(?:france|belgique|suisse|luxembourg|allemagne|espagne|portugal|italie|royaume[- ]uni|alg[eé]rie|maroc|tunisie|s[eé]n[eé]gal|mali|c[oô]te d.ivoire|cameroun|congo|madagascar|comores|turquie|pologne|roumanie|canada|[eé]tats[- ]unis|monaco|andorre|pays[- ]bas|belgium|germany|spain|italy|switzerland|united kingdom)$/i;

/** Parses an address in one cell, whatever separates its parts: '12 bis, rue du Puits - BP 14 - 28000 CHARTRES'. */
export function parseAddress(text: string): AddressParts {
  const lines = text
    .slice(0, LENGTH)
    .trim()
    .replace(/[ \t\u00a0]+/g, ' ');
  const at = lastPostcode(lines);
  if (at === null) return { ...splitLines(lines), postcode: '', city: '', country: '' };
  const before = lines.slice(0, at.start);
  const behind = lines
    .slice(at.end)
    .split(SEPARATOR)
    .map(clean)
    .filter((part) => part !== '');
  const [city = '', ...rest] = behind;
  if (city === '') return townBefore(before, at.postcode);
  const country = rest.find((part) => COUNTRY.test(part)) ?? '';
  const { street, more } = splitLines(before);
  const others = rest.filter((part) => part !== country);
  return {
    street,
    more: [more, ...others].filter((part) => part !== '').join(', '),
    postcode: at.postcode,
    city: withoutCedex(city),
    country,
  };
}

/** Where the last postcode with a word behind it stands, else the last one at all. */
function lastPostcode(text: string): { start: number; end: number; postcode: string } | null {
  let last: { start: number; end: number; postcode: string } | null = null;
  let named = false;
  for (const match of text.matchAll(POSTCODE)) {
    const end = match.index + match[0].length;
    const hasTown = /^[\s,-]*\p{L}{2}/u.test(text.slice(end));
    // Five digits at the very beginning are no postcode where another one follows.
    if (named && !hasTown) continue;
    named = hasTown;
    last = { start: match.index, end, postcode: match[1]!.replace(' ', '') };
  }
  return last;
}

/** 'Rue du Puits, Chartres (28000)': the town stands before its postcode. */
function townBefore(before: string, postcode: string): AddressParts {
  const parts = before
    .split(SEPARATOR)
    .map(clean)
    .filter((part) => part !== '');
  const city = parts.length > 1 ? parts.pop()! : '';
  return { ...splitLines(parts.join(', ')), postcode, city, country: '' };
}

function splitLines(text: string): Pick<AddressParts, 'street' | 'more'> {
  const parts: string[] = [];
  for (const part of text.split(SEPARATOR).map(clean)) {
    if (part === '') continue;
    const last = parts.at(-1);
    if (last !== undefined && HOUSE_NUMBER.test(last)) parts[parts.length - 1] = `${last} ${part}`;
    else parts.push(part);
  }
  const at = Math.max(
    0,
    parts.findIndex((part) => STREET.test(part)),
  );
  return { street: parts[at] ?? '', more: parts.filter((_, p) => p !== at).join(', ') };
}

function clean(part: string): string {
  const open = part.includes('(') ? part : part.replaceAll(')', '');
  return trimOf(open, AROUND);
}

function withoutCedex(city: string): string {
  return city.replace(CEDEX, '').trimEnd();
}

/** A town in the cell of its postcode: '28000 CHARTRES', 'Chartres (28000)'. Null when the cell holds no postcode, or nothing else. */
export function parsePostcodeAndCity(text: string): Pick<AddressParts, 'postcode' | 'city'> | null {
  const plain = text.slice(0, LENGTH).trim();
  const first = /^(?:F-? ?)?(\d{2} ?\d{3})[\s,-](\D.*)$/.exec(plain);
  if (first !== null) return { postcode: first[1]!.replace(' ', ''), city: withoutCedex(clean(first[2]!)) };
  const behind = POSTCODE_BEHIND.exec(plain);
  const city = behind === null ? '' : clean(plain.slice(0, behind.index));
  return behind === null || city === '' || city.includes('\n') ? null : { postcode: behind[1]!, city };
}
