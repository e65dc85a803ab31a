import { COUNTRY_CODES, countryByName, countryName, hasFrenchPost } from '../../columns/countries.ts';
import { postal } from './postalText.ts';

/** Countries whose postcode stands behind the town (UPU S42). */
const CODE_BEHIND = new Set(['US', 'CA', 'GB', 'IE', 'AU', 'NZ', 'IN']);
/** '99131': a country by the code of the INSEE, in the place of a postcode. */
const NO_POSTCODE = /^(?:99\d{3}|0+)?$/;

/** What could be a French postcode. */
const FRENCH = /^\d{5}$/;

/** In French, in capitals: the post that takes the letter reads it. */
const countryLine = (code: string): string => postal(countryName(code));
const LINES = new Set(COUNTRY_CODES.filter((code) => !hasFrenchPost(code)).map(countryLine));

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
  /** ISO 3166 code of a column of countries; '' where the register says nothing. */
  readonly country: string;
}

/**
 * The lines of an address abroad: what is before the town as it is written, in capitals; postcode and town; the country in French. Null where neither the register's
 * column of countries nor the address itself says another country; [] where there is a country and no town. An address says one where a cell ends with its name (a
 * line, what is behind a comma, or in brackets); with a postcode that could be a French one the name must stand in the town's cell or on a line of its own:
 * 'avenue, Italie' in Paris is not abroad.
 */
export function foreignLines(written: WrittenAddress): readonly string[] | null {
  const before = [...partsOf(written.address), ...partsOf(written.addressMore)];
  const towns = partsOf(written.city);
  const named = written.country !== '' && !hasFrenchPost(written.country) ? written.country : null;
  const country = named ?? writtenCountry(written, before, towns);
  if (country === null) return null;
  const isCountry = (part: string): boolean => abroad(part) === country;
  const town = townOf(towns, isCountry, named !== null || before.some(isCountry));
  if (town === '') return [];
  const code = written.postcode.trim().toUpperCase().replace(/\s+/g, ' ');
  const last = NO_POSTCODE.test(code) ? [town] : CODE_BEHIND.has(country) ? [town, code] : [code, town];
  return [...before.filter((part) => !isCountry(part)), last.join(' '), countryLine(country)];
}

/** The country that the words of an address say; null for none, and for France. */
function writtenCountry(
  { address, addressMore, postcode }: WrittenAddress,
  before: readonly string[],
  towns: readonly string[],
): string | null {
  const isOnItsOwn = [address, addressMore].some(
    (cell) => postal(cell.split(/[\n\r]/).at(-1)!) === before.at(-1),
  );
  const mayStandBefore = isOnItsOwn || !FRENCH.test(postcode.trim());
  return abroad(towns.at(-1) ?? '') ?? (mayStandBefore ? abroad(before.at(-1) ?? '') : null);
}

/** The country whose name a part is, where it is not France. */
function abroad(part: string): string | null {
  const country = countryByName(part);
  return country === null || hasFrenchPost(country) ? null : country;
}

/** The town without the country behind it. 'Luxembourg' is a town and a country: it is the town where the country is said elsewhere too. */
function townOf(
  towns: readonly string[],
  isCountry: (part: string) => boolean,
  isSaidElsewhere: boolean,
): string {
  const endsWithCountry = isCountry(towns.at(-1) ?? '');
  if (endsWithCountry && towns.length > 1) return towns.slice(0, -1).join(' ');
  return endsWithCountry && !isSaidElsewhere ? '' : towns.join(' ');
}

/** The parts of a cell in capitals; the comma behind a house number separates nothing. */
function partsOf(text: string): string[] {
  return text
    .replace(/^(\d{1,4}) ?,/, '$1 ')
    .split(/[,;\n\r()]/)
    .map(postal)
    .filter((part) => part !== '');
}
