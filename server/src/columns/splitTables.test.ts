import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitTables } from './splitTables.ts';

test('splitTables cuts where another header begins, with the title above it', () => {
  const blocks = splitTables(
    [
      ['Entrées'],
      ['Nom', 'Prénom', 'Date de naissance'],
      ['FANETTI', 'Marie', '14/07/1984'],
      ['LORQUET', 'Jeanne', '17/04/1948'],
      ['Total', '', '2'],
      ['Sorties'],
      ['IPP', 'Identité', 'Sortie le', 'UF'],
      ['84000005', 'QUERNEC Yann', '12/03/2019', 'CARDIO'],
    ],
    {},
  );
  assert.deepEqual(
    blocks.map(({ start, end, layout }) => [start, end, layout.headerRows, layout.kind]),
    [
      [0, 5, 2, 'persons'],
      [5, 8, 2, 'persons'],
    ],
  );
});

test('splitTables takes labels with their values beside them for a form', () => {
  const [form] = splitTables(
    [
      ['Fiche de renseignements'],
      ['', 'Nom', 'FANETTI'],
      ['', 'Prénom', 'Marie'],
      ['', 'Né(e) le', '14/07/1984', 'N° de dossier', '84000001'],
      ['', 'Motif', 'toux'],
    ],
    {},
  );
  assert.equal(form!.layout.kind, 'form');
});

test('splitTables understands each kind of record of a mixed file', () => {
  const rows = Array.from({ length: 8 }, (_, i) => [
    ['P', String(84_000_000 + i), 'FANETTI', 'Marie', `14/07/${1930 + 9 * i}`],
    ['A', '12 rue du Puits', '28000', 'CHARTRES', '0237123456'],
  ]).flat();
  const [block] = splitTables(rows, {});
  assert.equal(block!.types!.get('P')!.columns[4]!.role, 'birth_date');
  assert.deepEqual(
    block!.types!.get('A')!.columns.slice(1).map(({ role }) => role),
    ['address', 'postcode', 'other', 'phone'],
  ); // prettier-ignore
});
