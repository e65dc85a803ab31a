import { categoriesOf } from '@constat/contract/category.ts';
import type { OutsiderLine } from '@constat/contract/person.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { joinYears, NO_YEARS, type Years } from '../../link/sighting.ts';
import { type ItemRow, PathOpener, writtenDate } from '../exportLines.ts';
import { locatorOf, type PlaceRow } from '../locator.ts';
import { isWhole } from './clusterOutsiders.ts';
import { openOutsider } from './consolidateOutsiders.ts';
import { nameForm } from './nameForm.ts';

/** Places named of one person; the others are counted. */
const PLACES = 100;

/** One line per person who is mentioned and not in the register, in the order in which they first appear. As of the end of the last assessment. */
export async function* outsiderLines(database: Database, keys: CaseKeys): AsyncGenerator<OutsiderLine> {
  const sql = `SELECT m.person, i.evidence_id, i.id, i.path_sealed, o.*, t.place, t.number, t.name_sealed
    FROM outsider_persons m JOIN outsiders o ON o.content_id = m.content_id AND o.ordinal = m.ordinal
    JOIN items i ON i.content_id = o.content_id
    LEFT JOIN parts t ON t.content_id = o.content_id AND t.part = o.part
    WHERE m.case_id = $1 ORDER BY m.person, i.evidence_id, i.id, o.ordinal`;
  const paths = new PathOpener(keys);
  let person: GatheredOutsider | null = null;
  for await (const row of fetchRows<MemberRow>(database, sql, [database.caseId])) {
    if (person === null || person.number !== row.person) {
      if (person !== null) yield person.line();
      person = new GatheredOutsider(row.person, keys, paths);
    }
    person.add(row);
  }
  if (person !== null) yield person.line();
}

interface MemberRow extends ItemRow, PlaceRow {
  person: number;
  content_id: number;
  ordinal: number;
  identity_sealed: Buffer;
  categories: number;
  probability: number;
  year_from: number | null;
  year_to: number | null;
}

/** One person, mention by mention; a content that is held by several items is a place in each and one mention. */
class GatheredOutsider {
  readonly number: number;
  readonly #keys: CaseKeys;
  readonly #paths: PathOpener;
  readonly #names = new Map<string, number>();
  readonly #births = new Map<number, number>();
  readonly #mentions = new Set<string>();
  /** What might be a person each: a name with a whole birth date; else a name in a content. */
  readonly #apart = new Set<string>();
  readonly #places: string[] = [];
  #categories = 0;
  #probability = 0;
  #years: Years = NO_YEARS;

  constructor(number: number, keys: CaseKeys, paths: PathOpener) {
    this.number = number;
    this.#keys = keys;
    this.#paths = paths;
  }

  add(row: MemberRow): void {
    if (this.#places.length < PLACES)
      this.#places.push(`${this.#paths.open(row)}: ${locatorOf(row, this.#keys)}`);
    const mention = `${row.content_id} ${row.ordinal}`;
    if (this.#mentions.has(mention)) return;
    this.#mentions.add(mention);
    const [name, birth] = openOutsider(this.#keys, row);
    const form = nameForm(name).join(' ');
    const isDated = form !== '' && isWhole(birth);
    this.#apart.add(
      isDated ? `${form}|${birth}` : form === '' ? mention : `${form}|${birth}|${row.content_id}`,
    );
    this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
    if (birth !== 0) this.#births.set(birth, (this.#births.get(birth) ?? 0) + 1);
    this.#categories |= row.categories;
    this.#probability = Math.max(this.#probability, row.probability);
    this.#years = joinYears(this.#years, { from: row.year_from ?? 0, to: row.year_to ?? 0 });
  }

  line(): OutsiderLine {
    const [name = '', ...otherNames] = byFrequency(this.#names, (a, b) => b.length - a.length || order(a, b));
    // A whole date says more than one that is more frequent.
    const [birth = 0, ...otherBirths] = byFrequency(this.#births, (a, b) => a - b).sort(
      (a, b) => Number(isWhole(b)) - Number(isWhole(a)),
    );
    return {
      person: this.number,
      name,
      other_names: otherNames,
      birth_date: writtenDate(birth),
      other_birth_dates: otherBirths.map((other) => writtenDate(other)!),
      at_most: this.#apart.size,
      mentions: this.#mentions.size,
      categories: categoriesOf(this.#categories),
      years: this.#years.from === 0 ? null : [this.#years.from, this.#years.to],
      probability: Math.round(this.#probability * 10_000) / 10_000,
      places: this.#places,
    };
  }
}

/** The most frequent first; among equally frequent ones as `tie` says. */
function byFrequency<T>(counts: ReadonlyMap<T, number>, tie: (a: T, b: T) => number): T[] {
  return [...counts].sort(([a, x], [b, y]) => y - x || tie(a, b)).map(([value]) => value);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
