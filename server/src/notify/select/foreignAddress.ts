import { postal } from './postalText.ts';

/** ISO 3166 codes of what has French postcodes, and codes that are no countries to the post. */
const NOT_ABROAD = new Set(
  'FR FX MC GP MQ GF RE YT PM BL MF NC PF WF TF EU UN EZ ZZ QO XA XB AC CP DG EA IC TA AN BU CS DD NT SU TP YD YU ZR'.split(
    ' ',
  ),
);
/** What people write beside the names of the Unicode tables, by ISO code. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  GB: ['Angleterre', 'Grande-Bretagne', 'UK', 'England', 'Écosse', 'Pays de Galles', 'Great Britain'],
  US: ['USA', 'États-Unis d’Amérique', 'United States of America'],
  NL: ['Hollande', 'Holland'],
  CZ: ['République tchèque', 'Czech Republic'],
  CD: ['République démocratique du Congo', 'RDC', 'Zaïre'],
  CG: ['Congo', 'Congo-Brazzaville'],
  CI: ['Ivory Coast'],
  CH: ['Confédération helvétique'],
};
/** Countries whose postcode stands behind the town (UPU S42). */
const CODE_BEHIND = new Set(['US', 'CA', 'GB', 'IE', 'AU', 'NZ', 'IN']);
/** '99131': a country by the code of the INSEE, in the place of a postcode. */
const NO_POSTCODE = /^(?:99\d{3}|0+)?$/;

/** What could be a French postcode. */
const FRENCH = /^\d{5}$/;

interface Country {
  readonly code: string;
  /** In French, in capitals: the post that takes the letter reads it. */
  readonly line: string;
}

const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  regionCodes().flatMap((code) => {
    const country: Country = { code, line: postal(nameOf(code, 'fr')) };
    const names = [nameOf(code, 'fr'), nameOf(code, 'en'), ...(OTHER_NAMES[code] ?? [])];
    return names.map((name): [string, Country] => [postal(name), country]);
  }),
);
const LINES = new Set([...COUNTRIES.values()].map(({ line }) => line));

/** All codes of two letters that the Unicode tables name. */
function regionCodes(): string[] {
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !NOT_ABROAD.has(code) && nameOf(code, 'fr') !== code);
}

function nameOf(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}

/** Whether the last line of an address block is a country's. */
export function isCountryLine(line: string): boolean {
  return LINES.has(line);
}

/** An address as the register has it. */
interface WrittenAddress {
  readonly address: string;
  readonly addressMore: string;
  readonly postcode: string;
  readonly city: string;
}

/**
 * The lines of an address abroad: what is before the town as it is written, in capitals; postcode and town; the country in French. Null where no cell ends with the
 * name of another country (a line, what is behind a comma, or in brackets); [] where there is a country and no town. With a postcode that could be a French one
 * the country must stand in the town's cell or on a line of its own: 'avenue, Italie' in Paris is not abroad.
 */
export function foreignLines({ address, addressMore, postcode, city }: WrittenAddress): readonly string[] | null {
  const before = [...partsOf(address), ...partsOf(addressMore)];
  const towns = partsOf(city);
  const isOnItsOwn = [address, addressMore].some((cell) => postal(cell.split(/[\n\r]/).at(-1)!) === before.at(-1));
  const country = COUNTRIES.get(towns.at(-1) ?? '') ?? (isOnItsOwn || !FRENCH.test(postcode.trim()) ? COUNTRIES.get(before.at(-1) ?? '') : undefined);
  if (country === undefined) return null;
  const isCountry = (part: string): boolean => COUNTRIES.get(part) === country;
  // 'Luxembourg' is a town and a country: the town is kept where it stands before the country.
  const town = (isCountry(towns.at(-1) ?? '') && towns.length > 1 ? towns.slice(0, -1) : towns.filter((part) => !isCountry(part) || before.some(isCountry))).join(' ');
  if (town === '') return [];
  const code = postcode.trim().toUpperCase().replace(/\s+/g, ' ');
  const written = NO_POSTCODE.test(code) ? [town] : CODE_BEHIND.has(country.code) ? [town, code] : [code, town];
  return [...before.filter((part) => !isCountry(part)), written.join(' '), country.line];
} // prettier-ignore

/** The parts of a cell in capitals; the comma behind a house number separates nothing. */
function partsOf(text: string): string[] {
  return text
    .replace(/^(\d{1,4}) ?,/, '$1 ')
    .split(/[,;\n\r()]/)
    .map(postal)
    .filter((part) => part !== '');
}
