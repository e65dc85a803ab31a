import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { representativeColumns, REPRESENTATIVE_FIELDS } from './representativeColumns.ts';

const read = (...names: string[]): (string | null)[] => {
  const columns = representativeColumns(names);
  return names.map((_, c) => (columns.has(c) ? (columns.get(c) ?? 'not used') : null));
};

test('representativeColumns knows guardians and curators with their addresses, French and English', () => {
  assert.deepEqual(
    read('TUTEUR', 'TUTEUR_ADR', 'TUTEUR_ADR2', 'TUTEUR_CP', 'TUTEUR_VILLE', 'TUTEUR_PAYS', 'Tél. tuteur'),
    ['guardian', 'guardianAddress', 'guardianAddressMore', 'guardianPostcode', 'guardianCity', 'guardianCountry', 'not used'],
  );
  assert.deepEqual(
    read('Nom du tuteur', 'Prénom du tuteur', 'Adresse du tuteur', 'Code postal tuteur', 'Ville tuteur'),
    ['guardian', 'guardianGivenNames', 'guardianAddress', 'guardianPostcode', 'guardianCity'],
  );
  assert.deepEqual(read('Curateur', 'Adresse curateur'), ['curator', 'curatorAddress']);
  assert.deepEqual(
    read('Guardian name', 'Guardian address', 'Guardian zip code', 'Guardian city'),
    ['guardian', 'guardianAddress', 'guardianPostcode', 'guardianCity'],
  );
  assert.deepEqual(read('Représentant légal', 'Mesure de protection'), ['guardian', 'protection']);
  assert.deepEqual(read('Type de mesure tuteur', 'Majeur protégé'), ['protection', 'not used']);
  assert.deepEqual(read('Tutelle/curatelle'), ['guardian']);
}); // prettier-ignore

test('representativeColumns knows two legal representatives, however they are numbered', () => {
  for (const [first, second] of [
    ['REPR1_', 'REPR2_'],
    ['Représentant légal 1 ', 'Représentant légal 2 '],
    ['RESP_LEGAL_1_', 'RESP_LEGAL_2_'],
    ['PARENT1_', 'PARENT2_'],
    ['RL1 ', 'RL2 '],
  ] as const)
    assert.deepEqual(
      read(`${first}nom`, `${first}prenom`, `${first}adresse`, `${first}cp`, `${first}ville`, `${second}nom`, `${second}cp`),
      ['parent1', 'parent1GivenNames', 'parent1Address', 'parent1Postcode', 'parent1City', 'parent2', 'parent2Postcode'],
      first,
    );
  assert.deepEqual(read('Guardian 1 name', 'Guardian 2 city'), ['parent1', 'parent2City']);
  assert.deepEqual(read('Nom mère', 'Adresse mère', 'Nom père', 'CP père'), ['parent1', 'parent1Address', 'parent2', 'parent2Postcode']);
}); // prettier-ignore

test('representativeColumns leaves alone what is about the patient, a doctor, or parents without an address', () => {
  assert.deepEqual(
    read('IPP', 'Nom', 'Adresse', 'Code postal', 'Ville', 'Pays', 'Médecin responsable', 'Nom de la mère', 'Personne à prévenir', 'Lien de parenté', 'Nom de naissance'),
    Array.from({ length: 11 }, () => null),
  );
  // What else the register knows of a representative is masked, and fills nothing.
  assert.deepEqual(
    read('TUTEUR', 'Date de naissance du tuteur', 'Tuteur 2', 'REPR1_NOM', 'REPR1_EMAIL', 'REPR1_NOM'),
    ['guardian', 'not used', 'not used', 'parent1', 'not used', 'not used'],
  );
}); // prettier-ignore

test('representativeColumns fills each field once and fails on no name', () => {
  const words = fc.constantFrom('TUTEUR', 'CURATEUR', 'REPR', '1', '2', 'MERE', 'PARENT', 'NOM', 'ADR', 'CP', 'VILLE', 'PAYS', '_', ' ', 'é', '(', 'TYPE', 'DE');
  const name = fc.oneof(fc.array(words, { maxLength: 6 }).map((parts) => parts.join('')), fc.string({ maxLength: 30 }));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      const fields = [...representativeColumns(names).values()].filter((field) => field !== null);
      assert.equal(new Set(fields).size, fields.length);
      for (const field of fields) assert.ok(field === 'protection' || REPRESENTATIVE_FIELDS.includes(field), field);
    }),
    { numRuns: 2_000 },
  );
}); // prettier-ignore
