import { STANDINGS, type Representative, type Standing } from './patient.ts';
import type { RepresentativePart } from './representativeColumns.ts';

/** Cells that say that there is nobody, or nothing. */
const NOBODY =
  /^(?:non|no|n|0|sans|sans objet|aucune?|n[eé]ant|nr|nc|n\/?a|faux|false|inconnue?|-+|\.+|none)$/i;
/** Cells that say that there is somebody, and not who. */
const SOMEBODY = /^(?:oui|yes|o|y|1|x|vrai|true)$/i;
const CURATORSHIP = /\bcuratelle\b|\bcurateur\b|\bcuratrice\b|\bcuratorship\b/i;
const GUARDIANSHIP =
  /\btutelle\b|\btut(?:eur|rice)\b|\bhabilitation\b|\bmandat\b|\bguardianship\b|\brepr[eé]sentation\b/i;
/** A measure by which the person keeps all rights: nobody stands for him. */
const SAFEGUARD = /\bsauvegarde\b/i;
/** A cell of names that says only the measure: 'Curatelle renforcée', 'sous tutelle'. */
const MEASURE_ONLY =
  /^(?:sous )?(?:tutelle|curatelle|habilitation|mandat|sauvegarde)(?: (?:simple|renforc[eé]e|familiale|de protection future|de justice|[aà] la personne|aux biens))*$/i;

const PLACE_PARTS = [
  'Address',
  'AddressMore',
  'Postcode',
  'City',
  'Country',
] as const satisfies RepresentativePart[];

/** A cell of a standing, without blanks at its ends. */
export type RepresentativeCell = (standing: Standing, part: RepresentativePart) => string;

/** Reads an address in its parts, as the patient's own is read. */
export type ReadPlace = (cells: {
  readonly address: string;
  readonly more: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}) => Pick<Representative, 'address' | 'addressMore' | 'postcode' | 'city' | 'country'>;

/**
 * Who stands for a patient, as the cells of the register say it. The measure (`protection`) decides between guardian and curator, wherever the name stands; a cell
 * that says 'oui' or the measure alone names nobody and says all the same that there is somebody; 'non' and 'sauvegarde de justice' mean nobody.
 */
export function parseRepresentatives(
  cell: RepresentativeCell,
  protection: string,
  place: ReadPlace,
): Representative[] {
  const found = onceEach(STANDINGS.flatMap((standing) => readOne(standing, cell, place)));
  const isAdult = ({ standing }: Representative): boolean =>
    standing === 'guardian' || standing === 'curator';
  const measure = measureOf(protection);
  if (measure === 'nobody') return found.filter((one) => !isAdult(one));
  if (measure === null) return found;
  const others = found.filter((one) => !isAdult(one));
  const named = found.find((one) => one.standing === measure) ?? found.find(isAdult) ?? NOBODY_NAMED;
  return [{ ...named, standing: measure }, ...others];
}

/** Each standing once: where two columns mean the same, the name of the first that has one, and the address of the first that has one. */
function onceEach(found: readonly Representative[]): Representative[] {
  return [...Map.groupBy(found, ({ standing }) => standing).values()].map((same) => {
    const placed = same.find(({ address, postcode, city }) => address + postcode + city !== '') ?? same[0]!;
    return { ...placed, name: same.find(({ name }) => name !== '')?.name ?? '' };
  });
}

const NOBODY_NAMED: Representative = {
  standing: 'guardian',
  name: '',
  address: '',
  addressMore: '',
  postcode: '',
  city: '',
  country: '',
};

/** What protects an adult; 'nobody': nothing does. Null where the cell does not say. */
function measureOf(text: string): 'guardian' | 'curator' | 'nobody' | null {
  if (CURATORSHIP.test(text)) return 'curator';
  if (GUARDIANSHIP.test(text)) return 'guardian';
  return SAFEGUARD.test(text) || NOBODY.test(text) ? 'nobody' : null;
}

function readOne(standing: Standing, cell: RepresentativeCell, place: ReadPlace): Representative[] {
  const written = cell(standing, '');
  const given = cell(standing, 'GivenNames');
  const [address, more, postcode, city, country] = PLACE_PARTS.map((part) => cell(standing, part)) as [
    string, string, string, string, string,
  ]; // prettier-ignore
  // Most registers have no column of this standing, and most patients nobody: nothing is read for them.
  if (written + given + address + postcode + city === '' || NOBODY.test(written)) return [];
  const own = place({ address, more, postcode, city, country });
  const hasPlace = own.address !== '' || own.postcode !== '' || own.city !== '';
  if (written === '' && given === '' && !hasPlace) return [];
  if (SAFEGUARD.test(written) && MEASURE_ONLY.test(written)) return [];
  const namesNobody = SOMEBODY.test(written) || MEASURE_ONLY.test(written);
  const isCurator = standing === 'guardian' && CURATORSHIP.test(written) && !GUARDIANSHIP.test(written);
  const name = namesNobody ? given : [given, given === '' ? written : written.toLocaleUpperCase('fr')].filter((part) => part !== '').join(' '); // prettier-ignore
  return [{ standing: isCurator ? 'curator' : standing, name, ...own }];
}
