import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RegisterOracle } from './registerOracle.ts';
import type { ColumnRole } from './tableLayout.ts';
import { understandTable } from './understandTable.ts';

type Rows = readonly (readonly string[])[];

const rolesOf = (rows: Rows): ColumnRole[] => understandTable(null, rows).columns.map(({ role }) => role);
const kindOf = (rows: Rows): string => understandTable(null, rows).kind;

/** Rows of invented persons in one spelling of each column. */
const GIVEN = ['Marie', 'Paul', 'Jeanne', 'Yann', 'Fatima', 'Luc', 'Louise', 'Karim', 'Anne', 'Hugo'];
const SURNAMES = [
  'FANETTI',
  'LORQUET',
  'DELMASSE',
  'QUERNEC',
  'OUALDIM',
  'VRIGNOL',
  'TASTOUR',
  'BELCASTIN',
  'DRUBEC',
  'MONVALLE',
];
const persons = <Cell>(row: (i: number) => Cell): Cell[] => Array.from({ length: 30 }, (_, i) => row(i));
const birthDate = (i: number): string => `${String(1 + (i % 28)).padStart(2, '0')}/${String(1 + (i % 12)).padStart(2, '0')}/${1930 + 3 * i}`; // prettier-ignore

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
    [
      'NOIPPAT|NOMPAT|PRENPAT|DNAPAT|SXPAT|CPPAT|LBCOM',
      '84000001|FANETTI|Marie|19840714|2|28000|Chartres',
      'patient_number surname given_names birth_date sex postcode city',
    ],
    ['NOM Prénom|DDN|Diagnostic', 'FANETTI Marie|14/07/1984|Asthme', 'full_name birth_date medical'],
  ] as const) {
    const sign = /[;,|]/.exec(header)![0];
    const cells = row.split(sign);
    assert.deepEqual(rolesOf([header.split(sign), cells, cells, cells]), roles.split(' '), header);
  }
});

test('columns without a header are known by their cells', () => {
  const rows = persons((i) => [
    `28407912280${10 + i}`.padEnd(13, '9'),
    `0612345${100 + i}`,
    `p${i}@courriel.example`,
    birthDate(i),
    SURNAMES[i % 10]!,
    GIVEN[i % 10]!,
    i % 2 === 0 ? 'F' : 'M',
    `${i + 1} rue du Puits`,
    `28${String(i).padStart(3, '0')} CHARTRES`,
  ]);
  const layout = understandTable(null, rows);
  assert.equal(layout.headerRows, 0);
  assert.deepEqual(
    layout.columns.map(({ role }) => role),
    [
      'social_security',
      'phone',
      'email',
      'birth_date',
      'surname',
      'given_names',
      'sex',
      'address',
      'postcode_city',
    ],
  );
});

/** Columns whose names and cells say what they are. */
const COLUMNS: readonly { name: string; cell: (i: number) => string; role: ColumnRole }[] = [
  { name: 'N° IPP', cell: (i) => String(84_000_000 + 7 * i), role: 'patient_number' },
  { name: 'Nom', cell: (i) => SURNAMES[i % 10]!, role: 'surname' },
  { name: 'Prénom', cell: (i) => GIVEN[(i * 3) % 10]!, role: 'given_names' },
  { name: 'Né(e) le', cell: birthDate, role: 'birth_date' },
  { name: 'Portable', cell: (i) => `06 12 34 5${i % 10} ${10 + i}`, role: 'phone' },
  { name: 'Courriel', cell: (i) => `p${i}@courriel.example`, role: 'email' },
  { name: 'Entrée le', cell: (i) => `0${1 + (i % 9)}/03/2019`, role: 'visit_date' },
  { name: 'Médecin', cell: (i) => `Dr ${SURNAMES[(i + 4) % 10]!}`, role: 'other' },
  { name: 'UF', cell: (i) => ['CARDIO', 'PNEUMO', 'SSR'][i % 3]!, role: 'medical' },
];

test('columns have the same roles in any order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...COLUMNS], { minLength: COLUMNS.length }), (columns) => {
      const rows = [columns.map(({ name }) => name), ...persons((i) => columns.map(({ cell }) => cell(i)))];
      assert.deepEqual(
        rolesOf(rows),
        columns.map(({ role }) => role),
      );
    }),
    { numRuns: 40 },
  );
});

test('a header below a title is found, and the rows above it are not data', () => {
  const layout = understandTable(null, [
    ['Liste des patients 2019'],
    [],
    ['Nom', 'Prénom', 'Date de naissance'],
    ['FANETTI', 'Marie', '14/07/1984'],
  ]);
  assert.deepEqual([layout.headerRows, layout.titleRows, layout.kind, layout.year], [3, 2, 'persons', 2019]);
});

test('names over two rows are read together, with the groups above them and the numbering below', () => {
  const { columns, headerRows } = understandTable(null, [
    ['PATIENT', '', '', '', 'PRATICIEN', ''],
    ['Nom', 'Prénom', 'Date de', 'N° de', 'Nom', 'Tél.'],
    ['', '', 'naissance', 'dossier', '', ''],
    ...persons((i) => [
      SURNAMES[i % 10]!,
      GIVEN[i % 10]!,
      birthDate(i),
      String(70_000 + i),
      'DURAND',
      '0237123456',
    ]),
  ]);
  assert.equal(headerRows, 3);
  assert.deepEqual(
    columns.map(({ role, subject }) => `${subject} ${role}`),
    ['person surname', 'person given_names', 'person birth_date', 'person patient_number', 'professional surname', 'professional phone'],
  ); // prettier-ignore
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

test('a relative whom the row identifies is a person of its own', () => {
  const { others } = understandTable(null, [
    ['Nom', 'Prénom', 'DDN', 'Nom mère', 'Prénom mère', 'DDN mère'],
    ['FANETTI', 'Luc', '14/07/2014', 'LORQUET', 'Marie', '01/02/1984'],
  ]);
  assert.equal(others.length, 1);
  assert.ok(others[0]!.byMoreThanName);
  assert.deepEqual(
    others[0]!.columns.map(({ role }) => role),
    ['other', 'other', 'other', 'surname', 'given_names', 'birth_date'],
  );
});

test('relatives of different kin are different persons', () => {
  const { others } = understandTable(null, [
    ['Nom', 'Prénom', 'DDN', 'Père', 'DDN père', 'Mère', 'DDN mère'],
    ['FANETTI', 'Luc', '14/07/2014', 'FANETTI Paul', '03/04/1980', 'LORQUET Marie', '01/02/1984'],
  ]);
  const ownOf = (other: (typeof others)[number]): number[] =>
    other.columns.flatMap(({ subject }, c) => (subject === 'person' ? [c] : []));
  assert.deepEqual(others.map(ownOf), [
    [3, 4],
    [5, 6],
  ]);
});

test('a register of births is about the child, and the mother is a person besides', () => {
  const { kind, columns, others } = understandTable(null, [
    ['N°', 'Date nais.', 'MÈRE', 'DDN mère', 'ENFANT', 'IPP enfant', 'Sx', 'Poids', 'PÈRE / tél'],
    ...persons((i) => [`${i + 1}`, `0${1 + (i % 9)}/03/2021`, `${SURNAMES[i % 10]!} ${GIVEN[i % 10]!}`, birthDate(i), `BB ${SURNAMES[i % 10]!}`, `${84000100 + 7 * i}`, 'M', '3200', `M. ${SURNAMES[i % 10]!} Paul 06 12 34 56 78`]),
  ]); // prettier-ignore
  assert.equal(kind, 'persons');
  assert.deepEqual(
    columns.map(({ role, subject }) => `${subject} ${role}`),
    ['person other', 'person birth_date', 'relative full_name', 'relative birth_date', 'person full_name', 'person patient_number', 'person sex', 'person medical', 'relative other'],
  ); // prettier-ignore
  assert.equal(others.length, 1);
  assert.deepEqual(
    others[0]!.columns.flatMap(({ role, subject }) => (subject === 'person' ? [role] : [])),
    ['full_name', 'birth_date'],
  );
});

test('lists of different columns side by side are persons side by side where an empty column parts them', () => {
  const rows = [
    ['PATIENT', 'DN', 'AVAL', 'MUT', '', 'IPP', 'NOM ET PRENOM', 'NE LE'],
    ...persons((i) => [`${SURNAMES[i % 10]!} ${GIVEN[i % 10]!}`, birthDate(i), 'HAD', 'MGEN', '', `${84000100 + 7 * i}`, `${SURNAMES[(i + 1) % 10]!} ${GIVEN[(i + 2) % 10]!}`, birthDate(i + 1)]),
  ]; // prettier-ignore
  const { columns, others } = understandTable(null, rows);
  const own = (list: typeof columns): number[] => list.flatMap(({ role }, c) => (role === 'other' ? [] : [c]));
  assert.deepEqual(own(columns), [0, 1, 2, 3]);
  assert.deepEqual(others.map((other) => own(other.columns)), [[5, 6, 7]]);
  // What belongs to the first list's persons has no identity of its own: then an empty column says nothing.
  const one = understandTable(null, rows.map((row) => row.slice(0, 6)));
  assert.equal(one.others.length, 0);
}); // prettier-ignore

test('dates of six digits are read as their column writes them', () => {
  const short = (i: number): string => birthDate(i).slice(8) + birthDate(i).slice(3, 5) + birthDate(i).slice(0, 2);
  const { columns } = understandTable(null, [
    ['NOM', 'PRENOM', 'DATE NAISS', 'MT'],
    ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, short(i), `${100000 + 137 * i}`]),
  ]);
  assert.equal(columns[2]!.role, 'birth_date');
  assert.equal(columns[2]!.dates.short, 'year_first');
  assert.notEqual(columns[3]!.role, 'visit_date');
}); // prettier-ignore

test('a table says that its people are in care: by branches of medicine, treatments, research, not by others', () => {
  const rows = persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, birthDate(i)]);
  const isCare = (title: string, more: readonly string[] = []): boolean =>
    understandTable(null, [[...['Nom', 'Prénom', 'DDN'], ...more], ...rows.map((row) => [...row, ...more.map(() => 'X')])], { title }).isCare; // prettier-ignore
  for (const title of ['PLANNING HEMODIALYSE S36', 'Radiothérapies', 'Néphrologie', 'Psychiatrie', 'Coloscopies 2021'])
    assert.ok(isCare(title), title); // prettier-ignore
  for (const title of ['Technologie', 'Adhésions', 'Photographies', 'Typologie'])
    assert.ok(!isCare(title), title);
  assert.ok(isCare('', ['médecin investigateur']));
});

test('moments to the second are those of a log, unless the column is called a visit', () => {
  const role = (name: string): string =>
    rolesOf([[name, 'sn', 'gn', 'bd'], ...persons((i) => [`2023-09-1${i % 10}T10:30:26.615Z`, SURNAMES[i % 10]!, GIVEN[i % 10]!, birthDate(i)])])[0]!; // prettier-ignore
  assert.equal(role('ts'), 'document_date');
  assert.equal(role('admission'), 'visit_date');
});

test('phones and postcodes of other countries are known where their columns are called so', () => {
  const american = [
    ['First Name', 'Last Name', 'DOB', 'Phone', 'ZIP', 'Diagnosis'],
    ...persons((i) => [GIVEN[i % 10]!, SURNAMES[i % 10]!, `1984-07-${10 + (i % 18)}`, `(463) 555-${9100 + i}`, `9720${i % 10}-1234`, 'Type 2 diabetes']),
  ]; // prettier-ignore
  assert.deepEqual(rolesOf(american), [
    'given_names',
    'surname',
    'birth_date',
    'phone',
    'postcode',
    'medical',
  ]);
  const british = [
    ['Forename', 'Surname', 'Date of birth', 'Telephone', 'Postcode'],
    ...persons((i) => [GIVEN[i % 10]!, SURNAMES[i % 10]!, birthDate(i), `020 7946 0${100 + i}`, 'LS1 2AB']),
  ]; // prettier-ignore
  assert.deepEqual(rolesOf(british), ['given_names', 'surname', 'birth_date', 'phone', 'postcode']);
});

test('words behind a postcode are a town; of staff a ward is where they work', () => {
  const rows = persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, '28000', 'CHARTRES']);
  assert.equal(rolesOf([['NOM', 'PRENOM', 'CPOS', 'COMM'], ...rows])[3], 'city');
  const staff = persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, 'IDE', '4410']);
  assert.equal(rolesOf([['NOM', 'PRENOM', 'GRADE', 'UF'], ...staff])[3], 'other');
});

test('lists side by side are persons side by side', () => {
  const { columns, others } = understandTable(null, [
    ['Nom', 'Prénom', 'DDN', '', 'Nom', 'Prénom', 'DDN'],
    ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, birthDate(i), '', SURNAMES[(i + 1) % 10]!, GIVEN[(i + 2) % 10]!, birthDate(i + 1)]),
  ]); // prettier-ignore
  const roles = ['surname', 'given_names', 'birth_date'];
  assert.deepEqual(columns.slice(0, 3).map(({ role }) => role), roles); // prettier-ignore
  assert.deepEqual(others[0]!.columns.slice(4).map(({ role }) => role), roles); // prettier-ignore
  assert.equal(others[0]!.columns[0]!.role, 'other');
});

test('a column called after the birth whose cells are no dates is no birth date', () => {
  const rows = [
    ['Nom', 'Prénom', 'Naissance'],
    ...Array.from({ length: 5 }, () => ['FANETTI', 'Marie', 'Évry']),
  ];
  assert.notEqual(rolesOf(rows)[2], 'birth_date');
});

test('what a name says gives way to cells that can be only one thing', () => {
  const rows = [
    ['Nom', 'Prénom', 'Identifiant', 'Contact', 'Divers'],
    ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, `p${i}@courriel.example`, `061234${5600 + i}`, `28407912${28000 + i}`]),
  ]; // prettier-ignore
  assert.deepEqual(rolesOf(rows).slice(2), ['email', 'phone', 'social_security']);
});

test('dates are read as their column writes them: month first, or as days of a spreadsheet', () => {
  const american = understandTable(null, [
    ['MRN', 'Name', 'DOB'],
    ...persons((i) => [String(1000 + i), `${SURNAMES[i % 10]!}, ${GIVEN[i % 10]!}`, `${1 + (i % 12)}/${1 + (i % 28)}/${1930 + i}`]),
  ]); // prettier-ignore
  assert.equal(american.columns[2]!.dates.order, 'month_first');
  const serials = understandTable(null, [
    ['Nom', 'Prénom', 'Date de naissance'],
    ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, String(11_000 + 700 * i)]),
  ]);
  assert.deepEqual([serials.columns[2]!.role, serials.columns[2]!.dates.serial], ['birth_date', true]);
});

test('tables of staff and of suppliers are known by their columns, their titles and what people work as', () => {
  const staff = (header: readonly string[], row: (i: number) => readonly string[]): string =>
    kindOf([header, ...persons(row)]);
  assert.equal(
    staff(['Agent', 'Grade', 'L', 'M', 'M', 'J'], (i) => [
      `${SURNAMES[i % 10]!} Paul`,
      'IDE',
      'M',
      'N',
      'RH',
      'S',
    ]),
    'staff',
  );
  assert.equal(
    staff(['Nom', 'Prénom', 'Login', 'Profil'], (i) => [
      SURNAMES[i % 10]!,
      GIVEN[i % 10]!,
      `u${i}`,
      'lecture',
    ]),
    'staff',
  );
  assert.equal(
    staff(['Nom', 'Prénom', 'Emploi occupé'], (i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, 'aide-soignante']),
    'staff',
  );
  assert.equal(kindOf([['Annuaire interne'], ['Nom', 'Prénom', 'Service', 'Tél.'], ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, 'Pharmacie', String(6000 + i)])]), 'staff'); // prettier-ignore
  assert.equal(
    staff(['Raison sociale', 'SIRET', 'Contact', 'IBAN'], (i) => [
      `${SURNAMES[i % 10]!} SARL`,
      '',
      GIVEN[i % 10]!,
      '',
    ]),
    'staff',
  );
  // Patients may have a profession, and a doctor.
  assert.equal(staff(['Nom', 'Prénom', 'DDN', 'Profession', 'Médecin'], (i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, birthDate(i), i % 4 === 0 ? 'infirmière' : 'retraité', 'Dr Roc']), 'persons'); // prettier-ignore
});

test('a board of wards or theatres is a grid of persons, not a table of them', () => {
  const layout = understandTable(null, [
    ['Bloc opératoire', 'Salle 1', 'Salle 2'],
    ['08:00', 'FANETTI Marie (14/07/84) - hernie', 'QUERNEC Yann 30/09/62 genou'],
    ['10:00', 'Mme DELMASSE Jeanne - cataracte', ''],
    ['14:00', 'OUALDIM Fatima (01/01/50) - colo', 'LORQUET Paul - PTH'],
  ]);
  assert.deepEqual([layout.kind, layout.isCare], ['grid', true]);
});

test('a short word of a header that is a given name too does not make it a row of data', () => {
  const header = ['num_dossier', 'nom_usage', 'nom_naissance', 'prenom_1', 'ne_le', 'sexe', 'cp', 'ville', 'telephone', 'marie_code']; // prettier-ignore
  const row = (i: number): string[] => [String(84_000 + i), 'FANETTI', 'FANETTI', 'Marie', '14/07/1984', 'F', '28000', 'CHARTRES', '0612345678', `${i}B`]; // prettier-ignore
  const { headerRows, columns } = understandTable(null, [header, ...[1, 2, 3, 4].map(row)]);
  assert.equal(headerRows, 1);
  assert.equal(columns[4]!.role, 'birth_date');
  // Two of them are names of persons.
  assert.equal(understandTable(null, [row(1), row(2)]).headerRows, 0);
});

/** A register that knows nobody of the table. */
const STRANGERS: RegisterOracle = {
  byNumber: () => -1,
  byReshapedNumber: () => -1,
  byNir: () => [],
  byEmail: () => [],
  byBirth: () => -1,
  partOf: () => null,
  bearers: () => ({ surname: 0, given: 0 }),
  birthDate: () => 0,
  sex: () => 0,
  postcode: () => 0,
  hasPhone: () => false,
  hasEmail: () => false,
};

test('the key of a patient at the head of a table that does not say who he is refers to him, though each comes once', () => {
  const keys = persons((i) => String(1000 + 7 * i));
  const places = understandTable(['usager_id', 'voie', 'commune'], keys.map((key, i) => [key, `${i + 1} rue du Puits`, '28000 CHARTRES']), { title: 'adm.coordonnees', oracle: STRANGERS }); // prettier-ignore
  assert.equal(places.columns[0]!.role, 'reference');
  const patients = understandTable(
    ['usager_id', 'nom', 'prenom', 'ne_le'],
    keys.map((key, i) => [key, SURNAMES[i % 10]!, GIVEN[i % 10]!, birthDate(i)]),
    { title: 'adm.identites', oracle: STRANGERS },
  );
  assert.equal(patients.columns[0]!.role, 'record_id');
});

test('who is named in a table of relatives that refers to patients is a relative', () => {
  const rows = persons((i) => [String(1000 + 7 * i), `${SURNAMES[i % 10]!} ${GIVEN[i % 10]!}`, 'conjoint', `0612345${100 + i}`]); // prettier-ignore
  const layout = understandTable(['id_pat', 'nom', 'lien', 'tel'], rows, {
    title: 'pers_prevenir',
    oracle: STRANGERS,
  });
  assert.deepEqual(
    layout.columns.map(({ role, subject }) => `${role} ${subject}`),
    ['reference person', 'full_name relative', 'other person', 'phone relative'],
  );
});

test('a pièce beside amounts is a voucher, among papers an identity document', () => {
  const voucher = [['Nom', 'Prénom', 'N° pièce', 'Débit', 'Crédit'], ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, `P30${1000 + i}`, `${i},50`, ''])]; // prettier-ignore
  assert.equal(rolesOf(voucher)[2], 'other');
  const paper = [['Nom', 'Prénom', 'Type pièce', 'N° pièce'], ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, 'CNI', `1401645${10000 + i}`])]; // prettier-ignore
  assert.equal(rolesOf(paper)[3], 'identity_document');
});

test('coordonnées are a contact; a few words that come again are no address; a register of births is one of care', () => {
  const rows = [
    ['REGISTRE DES NAISSANCES 2021'],
    ['Mère', 'DDN mère', 'Voie', 'Coordonnées'],
    ...persons((i) => [`${SURNAMES[i % 10]!} ${GIVEN[i % 10]!}`, birthDate(i), i % 3 === 0 ? 'césar' : 'VBS', i % 2 === 0 ? '06 12 34 56 78' : 'a@courriel.example']), // prettier-ignore
  ];
  const layout = understandTable(null, rows);
  assert.equal(layout.columns[2]!.role, 'other');
  assert.equal(layout.columns[3]!.role, 'contact');
  assert.equal(layout.isCare, true);
});

test('whoever stands before a kinship is a relative, and the phone of a contact is the contact’s', () => {
  const complaints = [
    ['Émetteur', 'Qualité', 'Patient concerné', 'Né(e)'],
    ...persons((i) => [`${SURNAMES[(i + 3) % 10]!} ${GIVEN[(i + 1) % 10]!}`, i % 2 === 0 ? 'soeur' : 'neveu', `${SURNAMES[i % 10]!} ${GIVEN[i % 10]!}`, birthDate(i)]), // prettier-ignore
  ];
  const subjects = (rows: Rows): string[] => understandTable(null, rows).columns.map(({ subject }) => subject); // prettier-ignore
  assert.deepEqual(subjects(complaints), ['relative', 'person', 'person', 'person']);
  const rooms = [
    ['Nom', 'Prénom', 'Contact famille', 'Tél. contact', 'Suites'],
    ...persons((i) => [SURNAMES[i % 10]!, GIVEN[i % 10]!, `${SURNAMES[i % 10]!} Paul`, `0612345${100 + i}`, 'hématome']), // prettier-ignore
  ];
  assert.deepEqual(subjects(rooms).slice(0, 4), ['person', 'person', 'relative', 'relative']);
  assert.notEqual(rolesOf(rooms)[4], 'address_more');
});

test('coordonnées say what a field is in only where nothing else does; a list of identifiers is one', () => {
  const names = ['usager.coordonnees.voie', 'usager.coordonnees.tel', 'identifiants.valeur', 'coordonnees'];
  const rows = persons((i) => [`${i + 1} rue du Puits`, `0612345${100 + i}`, `16-0${60_000 + i}`, `0612345${100 + i}`]); // prettier-ignore
  assert.deepEqual(
    understandTable(names, rows).columns.map(({ role }) => role),
    ['address', 'phone', 'identifier', 'contact'],
  );
});
