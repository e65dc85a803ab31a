import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoriesOf } from '@constat/contract/category.ts';
import { reasonsOf } from '@constat/contract/exposure.ts';
import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';
import type { IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import { RowEmitter } from '../read/emitRows.ts';
import type { Segment } from '../read/segment.ts';
import { encode } from '../text/windows1252.ts';
import { linkerWith } from './testLinker.ts';

/** A register of invented persons: two namesakes, a married woman, a family, and some more. */
const PEOPLE: readonly Partial<IndexedPatient>[] = [
  { patientNumber: '84000001', birthName: 'Fanetti', givenNames: ['Marie'], sex: 'F', birthDate: 19840714, nir: '2840791228999', phones: ['0612345678'], email: 'marie.fanetti@courriel.example', address: '12 rue du Puits', postcode: '28000' },
  { patientNumber: '84000002', birthName: 'Fanetti', givenNames: ['Marie'], sex: 'F', birthDate: 20010203 },
  { patientNumber: '84000003', birthName: 'Lorquet', usageName: 'Delmasse', givenNames: ['Jeanne', 'Anne'], sex: 'F', birthDate: 19480417 },
  { patientNumber: '84000004', birthName: 'Delmasse', givenNames: ['Paul'], sex: 'M', birthDate: 19450102 },
  { patientNumber: '84000005', birthName: 'Quernec', givenNames: ['Yann'], sex: 'M', birthDate: 19620930, phones: ['0698765432'] },
  { patientNumber: '84000006', birthName: 'Rollan', givenNames: ['Rollan'], sex: 'M', birthDate: 19710605 },
]; // prettier-ignore

const linker = linkerWith(PEOPLE);

interface Found {
  readonly number: string;
  readonly categories: readonly string[];
  readonly reasons: readonly string[];
  readonly probability: number;
  readonly years: readonly [number, number];
  readonly position: number;
}

/** Links the segments of one content; the probable patients by number. */
function link(segments: readonly Segment[]): Map<string, Found> {
  linker.clear();
  for (const segment of segments) linker.segment(segment);
  linker.end();
  const found = new Map<string, Found>();
  for (let row = 0; row < linker.sightings.count; row++) {
    const { patient, categories, reasons, probability, yearFrom, yearTo, place } =
      linker.sightings.sighting(row);
    if (probability < 0.5) continue;
    const number = PEOPLE[patient]?.patientNumber ?? `other ${patient}`;
    found.set(number, {
      number,
      categories: categoriesOf(categories),
      reasons: reasonsOf(reasons),
      probability,
      years: [yearFrom, yearTo],
      position: place.position,
    });
  }
  return found;
}

const part: Segment = { kind: 'part', place: 'line', name: '', number: 0 };

function linkText(text: string): Map<string, Found> {
  return link([part, { kind: 'text', bytes: encode(text), firstLine: 1 }]);
}

/** Rows as a reader would send them; cells are cut by ';'. */
function linkTable(lines: readonly string[]): Map<string, Found> {
  const segments: Segment[] = [part];
  const rows = new RowEmitter({ segment: (segment) => void segments.push(segment) });
  lines.forEach((line, r) => {
    line.split(';').forEach((cell, column) => {
      rows.append(encode(cell));
      rows.endCell(column);
    });
    rows.endRow(r + 1);
  });
  void rows.flush();
  return link(segments);
}

test('a row is its person’s row: by number, by social security number, by name and birth date', () => {
  const found = linkTable([
    'IPP;NOM;PRENOM;DATE_NAISSANCE;N_SECU;TELEPHONE;DATE_ENTREE;DIAGNOSTIC',
    '84000001;FANETTI;MARIE;14/07/1984;284079122899953;0612345678;03/05/2019;Asthme',
    ';DELMASSE;JEANNE;17/04/1948;;;12/12/2020;Arthrose',
    '84000005;;;;;;01/02/2018;',
    '99999999;INCONNETTI;ZOE;01/01/1999;;0611111111;01/02/2018;Angine',
  ]);
  assert.deepEqual([...found.keys()], ['84000001', '84000003', '84000005']);
  const first = found.get('84000001')!;
  assert.deepEqual([...first.categories].sort(), [
    'birth_date',
    'medical',
    'name',
    'patient_number',
    'phone',
    'social_security',
  ]);
  assert.deepEqual(first.years, [2019, 2019]);
  assert.equal(first.position, 2);
  assert.ok(first.reasons.includes('patient_number_equal') && first.reasons.includes('row_of_table'));
  assert.ok(found.get('84000003')!.reasons.includes('usage_name_equal'));
  assert.ok(found.get('84000005')!.categories.includes('patient_number'));
  assert.deepEqual(
    [...linker.outsiders].map(({ name }) => name),
    ['INCONNETTI ZOE'],
  );
});

test('a number that contradicts name and birth date does not decide', () => {
  const found = linkTable([
    'IPP;NOM;PRENOM;DATE_NAISSANCE',
    '84000004;FANETTI;MARIE;14/07/1984',
    '84000001;FANETTI;MARIE;14/07/1984',
    '84000002;FANETTI;MARIE;03/02/2001',
  ]);
  assert.ok(found.has('84000001') && found.has('84000002'));
  assert.ok(!found.has('84000004'));
});

test('rows that refer to a record of the same file are about its person, wherever the record stands', () => {
  const stays = table(
    'sejour',
    ['id', 'patient_id', 'date_entree', 'diagnostic'],
    [
      ['1', '77', '2019-05-03', 'Asthme'],
      ['2', '78', '2020-01-01', 'Angine'],
      ['3', '77', '2021-05-03', 'Asthme'],
    ],
  );
  const patients = table(
    'patient',
    ['id', 'ipp', 'nom', 'prenom', 'date_naissance'],
    [
      ['77', '84000001', 'Fanetti', 'Marie', '1984-07-14'],
      ['78', '12345678', 'Inconnetti', 'Zoé', '1999-01-01'],
    ],
  );
  for (const order of [
    [...stays, ...patients],
    [...patients, ...stays],
  ]) {
    const found = link(order);
    assert.deepEqual([...found.keys()], ['84000001']);
    assert.ok(found.get('84000001')!.categories.includes('medical'));
    assert.deepEqual(found.get('84000001')!.years, [2019, 2021]);
    assert.ok(found.get('84000001')!.reasons.includes('referenced_record'));
  }
});

test('a letter exposes its patient, with what stands beside the name, and not its doctors', () => {
  const found = linkText(
    [
      'Centre hospitalier de Valmont',
      'Service de pneumologie - Dr Yann QUERNEC - Tél. 02 37 12 34 56',
      '',
      'Valmont, le 12/03/2019',
      '',
      'Concernant : Mme FANETTI Marie, née le 14/07/1984',
      '12 rue du Puits',
      '28000 Chartres',
      'Tél : 06 12 34 56 78',
      '',
      'Cher confrère, votre patiente a été hospitalisée pour une pneumonie.',
      'Dr Yann QUERNEC',
    ].join('\n'),
  );
  assert.deepEqual([...found.keys()], ['84000001']);
  const { categories, years } = found.get('84000001')!;
  assert.deepEqual([...categories].sort(), ['birth_date', 'medical', 'name', 'phone', 'postal_address']);
  assert.deepEqual(years, [2019, 2019]);
});

test('a doctor’s phone is not the patient’s', () => {
  const found = linkText(
    'Patient : FANETTI Marie, née le 14/07/1984\nMédecin traitant : Dr Durand, tél. 02 37 12 34 56\n',
  );
  assert.ok(!found.get('84000001')!.categories.includes('phone'));
});

test('a name alone that two patients bear is nobody’s for certain; the birth date decides', () => {
  assert.equal(linkText('Mme FANETTI Marie a été revue.').size, 0);
  assert.deepEqual(
    [...linkText('Mme FANETTI Marie, née le 3 février 2001, a été revue.').keys()],
    ['84000002'],
  );
});

test('a married woman is found by her usage name, by her birth name, and by both', () => {
  for (const name of [
    'Mme DELMASSE Jeanne',
    'Mme LORQUET Jeanne',
    'Mme DELMASSE née LORQUET Jeanne',
    'Jeanne DELMASSE-LORQUET',
  ])
    assert.deepEqual([...linkText(`${name}, née le 17/04/1948`).keys()], ['84000003'], name);
});

test('somebody whose surname and given name are the same word is found', () => {
  assert.deepEqual([...linkText('M. ROLLAN Rollan, né le 05/06/1971').keys()], ['84000006']);
});

test('a typing error in the name is forgiven where the birth date agrees', () => {
  assert.deepEqual([...linkText('M. QUERNECC Yann, né le 30/09/1962').keys()], ['84000005']);
  assert.deepEqual([...linkText('Patient : QUENREC Yann\nDDN : 30/09/1962').keys()], ['84000005']);
});

test('somebody of another birth date is an outsider', () => {
  const found = linkText('Patient : QUERNEC Yann, né le 12/12/1990, vu pour une angine.');
  assert.equal(found.size, 0);
  assert.equal(linker.outsiders.length, 1);
  assert.equal([...linker.outsiders][0]!.birthDate, 19901212);
});

test('birth dates of a list are no years of its data, not even an outsider’s', () => {
  const found = linkText(
    'Tour du matin\tle 12/03/2019\nFANETTI Marie\t14/07/1984\tpneumonie\nINCONNETTI Zoé\t02/02/1950\tangine\nQUERNEC Yann\t30/09/1962\tasthme\n',
  );
  assert.deepEqual(found.get('84000001')!.years, [2019, 2019]);
  assert.deepEqual(found.get('84000005')!.years, [2019, 2019]);
});

test('a name at the end of a page is the subject of the next one', () => {
  const page = (number: number, text: string): Segment[] => [
    { kind: 'part', place: 'page', name: '', number },
    { kind: 'text', bytes: encode(text), firstLine: 1 },
  ];
  const found = link([
    ...page(1, 'Patient : QUERNEC Yann, né le 30/09/1962'),
    ...page(2, 'IBAN : FR76 3000 4009 9900 0001 2345 682'),
  ]);
  assert.ok(found.get('84000005')!.categories.includes('bank'));
});

test('the hospital’s own account is nobody’s', () => {
  const found = linkText(
    'Patient : QUERNEC Yann, né le 30/09/1962\nÀ régler : FR76 1007 1280 0000 0010 0000 021',
  );
  assert.ok(!found.get('84000005')!.categories.includes('bank'));
});

test('nothing of one content is left for the next', () => {
  linkText('Patient : FANETTI Marie, née le 14/07/1984');
  assert.equal(linkText('Le bilan est normal. Tél : 06 99 99 99 99').size, 0);
});

test('the patient of whom a relative writes is the patient, not the relative', () => {
  for (const text of [
    'Bonjour, je suis de la famille, frère de M. Yann Quernec, en chirurgie chez vous.',
    'Je vous écris comme fille de Mme DELMASSE Jeanne, hospitalisée la semaine dernière.',
  ])
    assert.equal(linkText(text).size, 1, text);
});

/** Rows whose format says what their columns hold, and text behind them. */
function declaredRow(cells: readonly [ColumnRole, string][], subject: boolean, text: string): Segment[] {
  const segments: Segment[] = [
    part,
    {
      kind: 'columns',
      names: cells.map(([role]) => role),
      declared: cells.map(([role]) => ({ role })),
      subject,
    },
  ];
  const rows = new RowEmitter({ segment: (segment) => void segments.push(segment) });
  cells.forEach(([, value], column) => {
    rows.append(encode(value));
    rows.endCell(column);
  });
  rows.endRow(1);
  void rows.flush();
  return [...segments, { kind: 'text', bytes: encode(text), firstLine: 2 }];
}

test('a row of declared columns needs no sample and no header, and says whom the text behind it is about', () => {
  const identity: [ColumnRole, string][] = [
    ['patient_number', '84000005'],
    ['surname', 'QUERNEC'],
    ['given_names', 'YANN'],
    ['birth_date', '19620930'],
  ];
  const report = `${'Examen sans particularité.\n'.repeat(80)}Asthme connu, tél. 06 98 76 54 32`;
  const about = link(declaredRow(identity, true, report)).get('84000005')!;
  assert.deepEqual([...about.categories].sort(), [
    'birth_date',
    'medical',
    'name',
    'patient_number',
    'phone',
  ]);
  const apart = link(declaredRow(identity, false, report)).get('84000005')!;
  assert.ok(!apart.categories.includes('medical'));
  const other = link(
    declaredRow(identity, true, 'Vu aussi ce jour : Mme Jeanne DELMASSE, née le 17/04/1948'),
  );
  assert.deepEqual([...other.keys()].sort(), ['84000003', '84000005']);
});

/** Named columns, or declared ones, with their rows in a part of their own. */
function table(
  name: string,
  columns: readonly (string | readonly [ColumnRole, ColumnSubject?])[],
  cells: readonly (readonly string[])[],
): Segment[] {
  const isDeclared = columns.every((column) => typeof column !== 'string');
  const names = columns.map((column) => (typeof column === 'string' ? column : column[0]));
  const declared = columns.flatMap((column) =>
    typeof column === 'string' ? [] : [{ role: column[0], subject: column[1] }],
  );
  const segments: Segment[] = [
    { kind: 'part', place: 'row', name, number: 0 },
    { kind: 'columns', names, declared: isDeclared ? declared : undefined },
  ];
  const emitter = new RowEmitter({ segment: (segment) => void segments.push(segment) });
  cells.forEach((row, r) => {
    row.forEach((cell, column) => {
      emitter.append(encode(cell));
      emitter.endCell(column);
    });
    emitter.endRow(r + 1);
  });
  void emitter.flush();
  return segments;
}

test('a reference means the record of the table that its column names, not another one with the same key', () => {
  const patients = table(
    'public.patients',
    ['id', 'ipp', 'nom', 'prenom', 'date_naissance'],
    [
      ['1', '84000001', 'Fanetti', 'Marie', '1984-07-14'],
      ['2', '84000005', 'Quernec', 'Yann', '1962-09-30'],
    ],
  );
  const stays = table(
    'public.sejours',
    ['id', 'patient_id', 'date_entree'],
    [
      ['1', '2', '2019-05-03'],
      ['2', '1', '2012-01-01'],
    ],
  );
  const acts = table(
    'public.actes',
    ['id', 'sejour_id', 'code_ccam', 'date_acte'],
    [['7', '1', 'DEQP003', '2021-01-05']],
  );
  for (const order of [
    [...patients, ...stays, ...acts],
    [...acts, ...patients, ...stays],
    [...acts, ...stays, ...patients],
  ]) {
    const found = link(order);
    assert.deepEqual(found.get('84000005')!.years, [2019, 2021]);
    assert.deepEqual(found.get('84000001')!.years, [2012, 2012]);
    assert.ok(found.get('84000005')!.categories.includes('medical'));
  }
});

test('the number of the insured is the patient’s own where sex and month agree, else a parent’s, who is exposed too', () => {
  const columns: readonly [ColumnRole][] = [['insured_number'], ['birth_date'], ['sex'], ['visit_date']];
  const own = link(table('VID-HOSP', columns, [['2840791228999', '14071984', '2', '03052022']]));
  assert.deepEqual([...own.keys()], ['84000001']);
  assert.deepEqual([...own.get('84000001')!.categories].sort(), ['birth_date', 'medical', 'social_security']);
  const son = table(
    'VID-HOSP',
    [...columns, ['surname'], ['given_names']],
    [['284079122899953', '30091962', '1', '03052022', 'QUERNEC', 'YANN']],
  );
  const both = link(son);
  assert.deepEqual([...both.keys()].sort(), ['84000001', '84000005']);
  assert.deepEqual(both.get('84000001')!.categories, ['social_security']);
  const child = both.get('84000005')!.categories;
  assert.ok(child.includes('family') && !child.includes('social_security'));
});

test('a relative’s social security number exposes the relative, a relative’s name only the family of the patient', () => {
  const found = link(
    table(
      'PID',
      [
        ['surname'],
        ['given_names'],
        ['birth_date'],
        ['social_security', 'relative'],
        ['full_name', 'relative'],
      ],
      [['QUERNEC', 'YANN', '19620930', '2840791228999', 'DELMASSE JEANNE']],
    ),
  );
  assert.deepEqual([...found.keys()].sort(), ['84000001', '84000005']);
  assert.ok(found.get('84000005')!.categories.includes('family'));
});

test('names that somebody may bear besides count where they agree and never against', () => {
  const probability = (role: ColumnRole, more: string): number =>
    link(
      table(
        'PID',
        [['surname'], ['given_names'], ['birth_date'], [role]],
        [['QUERNEC', 'YANN', '19620930', more]],
      ),
    ).get('84000005')?.probability ?? 0;
  const alone = probability('other', '');
  assert.equal(probability('other_names', 'LUC AUTREA RIENNE'), alone);
  assert.ok(probability('given_names', 'LUC AUTREA RIENNE') < alone);
  const used = link(
    table(
      'PID',
      [['surname'], ['given_names'], ['other_names'], ['birth_date']],
      [['LORQUET', 'LUC', 'JEANNE', '19480417']],
    ),
  );
  assert.deepEqual([...used.keys()], ['84000003']);
});

test('a row that says that its person is made up makes no outsider', () => {
  const columns: readonly [ColumnRole][] = [['surname'], ['given_names'], ['birth_date'], ['test_mark']];
  link(table('CDA', columns, [['INCONNETTI', 'ZOE', '19990101', '1.2.250.1.213.1.4.10']]));
  assert.equal(linker.outsiders.length, 0);
  link(table('CDA', columns, [['INCONNETTI', 'ZOE', '19990101', '']]));
  assert.equal(linker.outsiders.length, 1);
});

test('a stay number stands for its patient in the other tables of a content, also by way of a table of stays', () => {
  const patients = table(
    'identite',
    ['id', 'ipp', 'nom', 'prenom', 'date_naissance'],
    [['77', '84000005', 'Quernec', 'Yann', '1962-09-30']],
  );
  const stays = table('sejour', ['id', 'id_patient', 'nda'], [['12', '77', '220014578']]);
  const acts = table(
    'actes',
    ['nda', 'date_acte', 'libelle'],
    [
      ['220014578', '2019-05-03', 'Coloscopie'],
      ['77', '2001-05-03', 'Coloscopie'],
    ],
  );
  for (const order of [
    [...patients, ...stays, ...acts],
    [...acts, ...stays, ...patients],
    [...stays, ...acts, ...patients],
  ])
    assert.deepEqual(link(order).get('84000005')!.years, [2019, 2019]);
});

test('a key of a table of doctors is not taken for that of a patient', () => {
  const doctors = table('praticien', ['id', 'nom', 'prenom'], [['77', 'Quernec', 'Yann']]);
  const patients = table(
    'patient',
    ['id', 'ipp', 'nom', 'prenom', 'date_naissance'],
    [['77', '84000001', 'Fanetti', 'Marie', '1984-07-14']],
  );
  const stays = table('consultation', ['id', 'patient_id', 'motif'], [['1', '77', 'Asthme']]);
  for (const order of [
    [...doctors, ...stays, ...patients],
    [...stays, ...doctors, ...patients],
    [...patients, ...doctors, ...stays],
  ]) {
    const found = link(order);
    assert.deepEqual([...found.keys()], ['84000001']);
    assert.ok(found.get('84000001')!.categories.includes('medical'));
  }
});

test('a table of patients may call its own key patient_id', () => {
  const patients = table(
    'dossiers',
    ['patient_id', 'ipp', 'nom', 'prenom', 'date_naissance'],
    [['77', '84000001', 'Fanetti', 'Marie', '1984-07-14']],
  );
  const stays = table('consultation', ['id', 'patient_id', 'motif'], [['1', '77', 'Asthme']]);
  for (const order of [
    [...stays, ...patients],
    [...patients, ...stays],
  ])
    assert.ok(link(order).get('84000001')!.categories.includes('medical'));
});

test('a number with zeros before it, or without the zeros it had, is still the patient’s', () => {
  const identify = (number: string): Map<string, Found> =>
    link(table('B2', [['identifier'], ['birth_date']], [[number, '19620930']]));
  assert.ok(identify('0084000005').has('84000005'));
  assert.equal(identify('84000009').size, 0);
});

test('rows of a table of staff are no patients by their names alone', () => {
  const staff = table('utilisateurs', ['login', 'nom', 'prenom'], [['jd', 'Delmasse', 'Jeanne']]);
  assert.equal(link(staff).size, 0);
  assert.ok(
    link(table('liste', ['chambre', 'nom', 'prenom'], [['12', 'Delmasse', 'Jeanne']])).has('84000003'),
  );
});

test('a relative of whom no more than the name is known is an outsider, and no patient by the name alone', () => {
  const seen = linkText(
    'Compte rendu de M. QUERNEC Yann, né le 30/09/1962.\nPersonne à prévenir : Mme VRIGNOL Louise (épouse)',
  );
  assert.deepEqual([...seen.keys()], ['84000005']);
  assert.ok([...linker.outsiders].some(({ name }) => name.includes('VRIGNOL')));
  const registered = linkText(
    'Compte rendu de M. QUERNEC Yann, né le 30/09/1962.\nPersonne à prévenir : M. DELMASSE Paul (ami)',
  );
  assert.deepEqual([...registered.keys()], ['84000005']);
  assert.ok(![...linker.outsiders].some(({ name }) => name.includes('DELMASSE')));
});

test('names of test data are no outsiders', () => {
  linkText('Patient : M. TEST Toto, né le 01/01/1970');
  assert.equal(linker.outsiders.length, 0);
  linkText('Patient : M. VRIGNOL Louis, né le 01/01/1970');
  assert.equal(linker.outsiders.length, 1);
});

test('an age in a text was written in the year of its dates, else in that of the content’s name', () => {
  const find = (year: number, words: string): boolean => {
    linker.clear(year);
    linker.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    linker.segment({ kind: 'text', bytes: encode(words), firstLine: 1 });
    linker.end();
    return Array.from({ length: linker.sightings.count }, (_, row) => linker.sightings.sighting(row)).some(
      ({ patient, probability }) => patient === 1 && probability > 0.5,
    );
  };
  assert.ok(!find(0, 'Mme FANETTI Marie, 18 ans, fracture du radius'));
  assert.ok(find(2019, 'Mme FANETTI Marie, 18 ans, fracture du radius'));
  assert.ok(find(1990, 'Mme FANETTI Marie, 18 ans, fracture du radius, vue le 12/03/2019'));
});
