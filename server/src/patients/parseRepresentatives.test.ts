import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRepresentatives } from './parseRepresentatives.ts';
import { STANDINGS } from './patient.ts';
import type { RepresentativeField } from './representativeColumns.ts';

type Cells = Partial<Record<RepresentativeField, string>>;
const parse = (cells: Cells, protection = ''): ReturnType<typeof parseRepresentatives> =>
  parseRepresentatives(
    (standing, part) => cells[`${standing}${part}`] ?? '',
    protection,
    ({ address, more, postcode, city, country }) => ({ address, addressMore: more, postcode, city, country }),
  );
const said = (cells: Cells, protection = ''): string[] =>
  parse(cells, protection).map(({ standing, name, city }) => [standing, name, city].join('|'));

test('parseRepresentatives tells guardian and curator by column, measure and cell', () => {
  assert.deepEqual(said({ guardian: 'Paul FANETTI', guardianCity: 'Dreux' }), ['guardian|Paul FANETTI|Dreux']);
  assert.deepEqual(said({ guardian: 'Fanetti', guardianGivenNames: 'Paul' }), ['guardian|Paul FANETTI|']);
  assert.deepEqual(said({ curator: 'UDAF 28' }), ['curator|UDAF 28|']);
  assert.deepEqual(said({ guardian: 'UDAF 28' }, 'Curatelle renforcée'), ['curator|UDAF 28|']);
  assert.deepEqual(said({ curator: 'UDAF 28' }, 'Tutelle'), ['guardian|UDAF 28|']);
  assert.deepEqual(said({ guardian: 'Curatelle UDAF 28' }), ['curator|Curatelle UDAF 28|']);
  assert.deepEqual(said({}, 'Habilitation familiale'), ['guardian||']);
}); // prettier-ignore

test('parseRepresentatives takes no cell for a name that only says yes, no or the measure', () => {
  for (const cell of ['oui', 'O', '1', 'x', 'Tutelle', 'sous tutelle', 'habilitation familiale'])
    assert.deepEqual(said({ guardian: cell }), ['guardian||'], cell);
  assert.deepEqual(said({ guardian: 'Curatelle renforcée' }), ['curator||']);
  for (const cell of ['', 'non', 'N', '0', 'aucun', 'néant', '-', 'Sauvegarde de justice'])
    assert.deepEqual(said({ guardian: cell }), [], cell);
  for (const protection of ['Aucune', 'non', 'Sauvegarde de justice'])
    assert.deepEqual(said({ guardian: 'FANETTI Paul', parent1: 'Anne' }, protection), ['parent1|Anne|'], protection);
}); // prettier-ignore

test('parseRepresentatives gives each standing once at most, and nobody of whom nothing is said', () => {
  const cell = fc.oneof(fc.constantFrom('', 'oui', 'non', 'Curatelle', 'Tutelle UDAF', 'Dupont'), fc.string({ maxLength: 12 }));
  const fields = ['guardian', 'guardianCity', 'curator', 'curatorAddress', 'parent1', 'parent2', 'parent2Postcode'] as const;
  fc.assert(
    fc.property(fc.record(Object.fromEntries(fields.map((field) => [field, cell])) as Record<(typeof fields)[number], typeof cell>), cell, (cells, protection) => {
      const found = parse(cells, protection);
      const standings = found.map(({ standing }) => standing);
      assert.ok(new Set(standings).size === standings.length && standings.every((one) => STANDINGS.includes(one)), standings.join());
      if (Object.values(cells).every((text) => text === '') && protection === '') assert.deepEqual(found, []);
    }),
    { numRuns: 2_000 },
  );
}); // prettier-ignore
