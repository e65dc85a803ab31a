import { SEED_IDENTIFIERS, type SeedIdentifier } from '@constat/contract/recall.ts';
import { type InventedPatient, inventPatient } from '../demo/inventPatient.ts';
import { Random } from '../demo/random.ts';

/** An invented patient who is planted once: in a file of this format, named by this. */
export interface Seed {
  readonly person: InventedPatient;
  readonly format: string;
  readonly identifier: SeedIdentifier;
}

/**
 * Invents patients for every format and identifier. Their numbers are written like those of the register (`numbers` are examples of it), their social
 * security numbers have the order numbers 900 to 999, which nobody bears.
 */
export function inventSeeds(
  seed: number,
  formats: readonly string[],
  perCell: number,
  numbers: readonly string[],
): Seed[] {
  const random = new Random(seed);
  const seeds: Seed[] = [];
  for (const format of formats)
    for (const identifier of SEED_IDENTIFIERS)
      for (let i = 0; i < perCell; i++)
        seeds.push({
          format,
          identifier,
          person: inventFor(random, identifier, numberLike(random, numbers)),
        });
  return seeds;
}

/** A person who has what he or she is to be named by. */
function inventFor(random: Random, identifier: SeedIdentifier, number: string): InventedPatient {
  for (;;) {
    const person = inventPatient(random, 0);
    if (identifier === 'social_security' && person.nir === '') continue;
    if (identifier === 'usage_name' && person.usageName === '') continue;
    return { ...person, number };
  }
}

/** A number written like one of the examples: digits for digits, everything else as it is. The first digit is kept, it tells the series. */
function numberLike(random: Random, examples: readonly string[]): string {
  const example = examples.length === 0 ? '8400000000' : random.pick(examples);
  let first = true;
  return example.replace(/\d/g, (digit) => {
    if (!first) return String(random.int(0, 9));
    first = false;
    return digit;
  });
}
