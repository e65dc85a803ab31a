import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnRole } from './tableLayout.ts';
import { understandTable } from './understandTable.ts';

const rolesOf = (rows: readonly (readonly string[])[]): ColumnRole[] =>
  understandTable(null, rows).columns.map(({ role }) => role);

test('columns are known by their names, however a hospital writes them', () => {
  for (const [header, row, roles] of [
    [
      'IPP;INS_NIR;NOM_NAISSANCE;NOM_USAGE;PRENOM;PRENOMS_NAISSANCE;SEXE;DATE_NAISSANCE;LIEU_NAISSANCE;ADRESSE1;CODE_POSTAL;VILLE;TEL_FIXE;EMAIL;DATE_DECES',
      '84000001;2840791228999;FANETTI;;Marie;Marie Anne;F;14/07/1984;Évry;12 rue du Puits;28000;Chartres;0237123456;m.f@courriel.example;',
      'patient_number social_security birth_name usage_name given_names given_names sex birth_date birth_place address postcode city phone email death_date',
    ],
    [
      'N° dossier;Nom;Prénom;Né(e) le;N° sécu;Portable',
      '84000001;FANETTI;Marie;14/07/1984;284079122899953;0612345678',
      'patient_number surname given_names birth_date social_security phone',
    ],
    [
      'patientNumber,lastName,firstName,birthDate,gender,zip,phone',
      '84000001,Fanetti,Marie,1984-07-14,F,28000,0612345678',
      'patient_number surname given_names birth_date sex postcode phone',
    ],
    ['NOM Prénom|DDN|Diagnostic', 'FANETTI Marie|14/07/1984|Asthme', 'full_name birth_date medical'],
  ] as const) {
    const sign = /[;,|]/.exec(header)![0];
    const cells = row.split(sign);
    assert.deepEqual(rolesOf([header.split(sign), cells, cells, cells]), roles.split(' '), header);
  }
});

test('columns without a header are known by their cells', () => {
  const rows = Array.from({ length: 12 }, (_, i) => [
    `28407912280${10 + i}`.padEnd(13, '9'),
    `0612345${100 + i}`,
    `p${i}@courriel.example`,
    `${10 + i}/07/${1930 + 5 * i}`,
  ]);
  const layout = understandTable(null, rows);
  assert.equal(layout.headerRows, 0);
  assert.deepEqual(
    layout.columns.map(({ role }) => role),
    ['social_security', 'phone', 'email', 'birth_date'],
  );
});

test('a header below a title is found, and the rows above it are not data', () => {
  const layout = understandTable(null, [
    ['Liste des patients'],
    [],
    ['Nom', 'Prénom', 'Date de naissance'],
    ['FANETTI', 'Marie', '14/07/1984'],
  ]);
  assert.equal(layout.headerRows, 3);
  assert.equal(layout.kind, 'persons');
});

test('columns of relatives and doctors are not the row’s person’s', () => {
  const { columns } = understandTable(null, [
    ['Nom', 'Prénom', 'Tel personne à prévenir', 'Médecin traitant'],
    ['FANETTI', 'Marie', '0612345678', 'Durand'],
  ]);
  assert.deepEqual(
    columns.map(({ subject }) => subject),
    ['person', 'person', 'relative', 'professional'],
  );
});

test('a column called after the birth whose cells are no dates is no birth date', () => {
  const rows = [
    ['Nom', 'Prénom', 'Naissance'],
    ...Array.from({ length: 5 }, () => ['FANETTI', 'Marie', 'Évry']),
  ];
  assert.notEqual(rolesOf(rows)[2], 'birth_date');
});
