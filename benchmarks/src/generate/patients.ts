import { type InventedPatient, inventPatient, frenchDate } from '@constat/server/demo/inventPatient.ts';
import { Random } from '@constat/server/demo/random.ts';

const SEED = 750_000;

/** `count` invented patients, the same each time. */
export function* inventedPatients(count: number): Generator<InventedPatient> {
  const random = new Random(SEED);
  for (let i = 0; i < count; i++) yield inventPatient(random, i);
}

/** The lines of their register. */
export function* registerLines(count: number): Generator<string> {
  yield "N° patient;INS;Nom de naissance;Nom d'usage;Prénom;Sexe;Né(e) le;Adresse;Code postal;Commune;Téléphone;Courriel\n";
  for (const p of inventedPatients(count)) {
    yield `${p.number};${p.nir};${p.birthName.toUpperCase()};${p.usageName.toUpperCase()};${p.givenName};${p.sex};${frenchDate(p)};${p.street};${p.postcode};${p.town};${p.phone};${p.email}\n`;
  }
}
