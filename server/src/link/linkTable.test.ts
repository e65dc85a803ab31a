import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoriesOf } from '@constat/contract/category.ts';
import fc from 'fast-check';
import type { IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import { RowEmitter } from '../read/emitRows.ts';
import type { Segment } from '../read/segment.ts';
import { encode } from '../text/windows1252.ts';
import { linkerWith } from './testLinker.ts';

/** A register of invented persons whose numbers begin with zeros: two namesakes, a mother and her newborn, and others. */
const PEOPLE: readonly Partial<IndexedPatient>[] = [
  { patientNumber: '00084001', birthName: 'Fanetti', givenNames: ['Marie'], sex: 'F', birthDate: 19840714, nir: '2840791228999', phones: ['0612345678'], email: 'marie.fanetti@courriel.example', address: '12 rue du Puits', postcode: '28000' },
  { patientNumber: '00084002', birthName: 'Fanetti', givenNames: ['Marie'], sex: 'F', birthDate: 20010203 },
  { patientNumber: '00084003', birthName: 'Lorquet', usageName: 'Delmasse', givenNames: ['Jeanne', 'Anne'], sex: 'F', birthDate: 19880417 },
  { patientNumber: '00084004', birthName: 'Delmasse', givenNames: ['Nouveau-né'], sex: 'M', birthDate: 20190312 },
  { patientNumber: '00084005', birthName: 'Quernec', givenNames: ['Yann'], sex: 'M', birthDate: 19620930, phones: ['0698765432'], email: 'yann.quernec@courriel.example' },
  { patientNumber: '00084006', birthName: 'Vrignol', givenNames: ['Paul'], sex: 'M', birthDate: 19450102, phones: ['0699900011'] },
  { patientNumber: '00084007', birthName: 'Tastour', givenNames: ['Louise'], sex: 'F', birthDate: 20190401 },
  { patientNumber: '00084008', birthName: 'Belcastin', givenNames: ['Hugo'], sex: 'M', birthDate: 20190502 },
  { patientNumber: '00084009', birthName: 'Le Du', givenNames: ['Suzanne'], sex: 'F', birthDate: 19330727 },
]; // prettier-ignore

const linker = linkerWith(PEOPLE);

/** Links tables, one a part; cells are cut by ';'. The probable patients by number, with their categories. */
function link(...tables: readonly (readonly string[])[]): Map<string, string> {
  linker.clear();
  for (const lines of tables) {
    const segments: Segment[] = [{ kind: 'part', place: 'row', name: '', number: 0 }];
    const rows = new RowEmitter({ segment: (segment) => void segments.push(segment) });
    lines.forEach((line, r) => {
      line.split(';').forEach((cell, column) => {
        rows.append(encode(cell));
        rows.endCell(column);
      });
      rows.endRow(r + 1);
    });
    void rows.flush();
    for (const segment of segments) linker.segment(segment);
  }
  linker.end();
  const found = new Map<string, string>();
  for (let row = 0; row < linker.sightings.count; row++) {
    const { patient, categories, probability } = linker.sightings.sighting(row);
    if (probability < 0.5) continue;
    found.set(
      PEOPLE[patient]?.patientNumber ?? `other ${patient}`,
      [...categoriesOf(categories)].sort().join(' '),
    );
  }
  return found;
}

const numbersOf = (...tables: readonly (readonly string[])[]): string[] => [...link(...tables).keys()].sort();

test('a patient number is known with zeros or letters lost or added, where names bear it out', () => {
  for (const write of [
    (n: string) => n.replace(/^0+/, ''),
    (n: string) => `${n.replace(/^0+/, '')}.0`,
    (n: string) => n.padStart(20, '0'),
    (n: string) => `p${n}`,
  ])
    assert.deepEqual(
      numbersOf([
        'Dossier;Nom;Motif',
        `${write('00084001')};FANETTI;toux`,
        `${write('00084005')};QUERNEC;asthme`,
      ]),
      ['00084001', '00084005'],
    );
});

test('running numbers that look like patient numbers with zeros in front mean nobody', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${84_000 + i};INCONNETTI;motif ${i}`);
  assert.deepEqual(numbersOf(['N°;Nom;Motif', ...rows]), []);
});

test('rows without an identity below one with it are the same person’s', () => {
  const found = link([
    'IPP;Nom;Prénom;DDN;Acte;IBAN',
    '00084001;FANETTI;Marie;14/07/1984;;',
    ';;;;radiographie;',
    ';;;;scanner;FR7630004009990000012345682',
    '00084005;QUERNEC;Yann;30/09/1962;;',
  ]);
  assert.equal(found.get('00084001'), 'bank birth_date medical name patient_number');
  assert.equal(found.get('00084005'), 'birth_date name patient_number');
});

test('staff are patients where a birth date or a number says so, not by their name', () => {
  const header = 'Nom;Prénom;Grade;Fonction;Date de naissance';
  assert.deepEqual(numbersOf([header, 'QUERNEC;Yann;IDE;infirmier;', 'VRIGNOL;Paul;ASH;agent;']), []);
  assert.deepEqual(numbersOf([header, 'QUERNEC;Yann;IDE;infirmier;30/09/1962', 'VRIGNOL;Paul;ASH;agent;01/01/1999']), ['00084005']); // prettier-ignore
  assert.deepEqual(
    numbersOf(['Agent;Grade;L;M;M;J', 'QUERNEC Yann;IDE;M;N;RH;S', 'VRIGNOL Paul;ASH;M;N;RH;S']),
    [],
  );
});

test('a cell that holds a whole label is read: name, birth date and number', () => {
  const found = link([
    'Pose le;Étiquette patient;DMI',
    '12/03/2019;FANETTI MARIE 14/07/1984 00084001;stent',
    '13/03/2019;QUERNEC YANN 30/09/1962;vis',
  ]);
  assert.deepEqual([...found.keys()].sort(), ['00084001', '00084005']);
  assert.equal(found.get('00084001'), 'birth_date medical name patient_number');
});

test('of several phones or e-mails any may be the one that the register knows', () => {
  const header = 'Tél. domicile;Tél. portable;Mail 1;Mail 2;Né(e) le';
  for (const contacts of [
    '06 98 76 54 32;07 11 22 33 44;;',
    '07 11 22 33 44;06 98 76 54 32;;',
    ';;yann.quernec@courriel.example;autre@ailleurs.example',
    ';;autre@ailleurs.example;yann.quernec@courriel.example',
  ])
    assert.deepEqual(
      numbersOf([
        header,
        '06 01 02 03 04;07 01 02 03 04;a@a.example;b@b.example;01/02/1950',
        `${contacts};30/09/1962`,
      ]),
      ['00084005'],
      contacts,
    );
});

test('a remark in a row is about its patient, or about whoever else it names', () => {
  const found = link([
    'IPP;Nom;Prénom;DDN;Remarques',
    '00084001;FANETTI;Marie;14/07/1984;a rappelé hier, nouveau numéro 07 11 22 33 44',
    '00084005;QUERNEC;Yann;30/09/1962;prévenir sa soeur QUERNEC Annaïg',
    '00084009;LE DU;Suzanne;27/07/1933;voir avec M. VRIGNOL Paul né le 02/01/1945',
    '00084003;LORQUET;Jeanne;17/04/1988;viendra demain sans faute',
  ]);
  assert.equal(found.get('00084001'), 'birth_date name patient_number phone');
  assert.equal(found.get('00084005'), 'birth_date family name patient_number');
  assert.equal(found.get('00084003'), 'birth_date name patient_number');
  assert.equal(found.get('00084006'), 'birth_date name');
  assert.equal(found.get('00084009'), 'birth_date name patient_number');
});

test('a short remark of care makes a patient’s row medical, another one does not', () => {
  const found = link([
    'IPP;Nom;Prénom;DDN;Note',
    '00084001;FANETTI;Marie;14/07/1984;patiente HDJ mardi',
    '00084005;QUERNEC;Yann;30/09/1962;digicode 45B7',
    '00084003;LORQUET;Jeanne;17/04/1988;ne pas appeler',
  ]);
  assert.equal(found.get('00084001'), 'birth_date medical name patient_number');
  assert.equal(found.get('00084005'), 'birth_date name patient_number');
  assert.equal(found.get('00084003'), 'birth_date name patient_number');
});

test('in a column of contacts each cell says whose it is', () => {
  const found = link([
    'BOX;IDENTITE;DDN;CONTACT',
    '1;FANETTI Marie;14/07/1984;nièce : LORQUET Anne 06 30 28 01 43',
    '2;QUERNEC Yann;30/09/1962;06 98 76 54 32',
    '3;LORQUET Jeanne;17/04/1988;police',
    '4;VRIGNOL Paul;02/01/1945;amie : POGGI Aurélie 06 83 67 84 76',
  ]);
  assert.equal(found.get('00084001'), 'birth_date family medical name');
  assert.equal(found.get('00084005'), 'birth_date medical name phone');
  assert.equal(found.get('00084003'), 'birth_date medical name');
});

test('names are read through civilities, birth names and initials', () => {
  for (const name of [
    'Mme DELMASSE (née LORQUET) Jeanne',
    'LORQUET Jeanne',
    'Mme Jeanne DELMASSE',
    'DELMASSE, Jeanne',
  ])
    assert.deepEqual(numbersOf(['Patiente;DDN', `${name};17/04/1988`]), ['00084003'], name);
  assert.deepEqual(numbersOf(['Patient;DDN', 'QUERNEC Y.;30/09/1962']), ['00084005']);
  assert.deepEqual(numbersOf(['Patient;DDN', 'QUERNEC P.;30/09/1999']), []);
  assert.deepEqual(numbersOf(['Nom;Prénom;DDN', 'LE DU;Suzanne;27/07/1933']), ['00084009']);
});

test('a mother and her newborn in one row are both seen, each as the other’s family', () => {
  const found = link([
    'Date;Parturiente;Née le;Nouveau-né;Poids',
    '12/03/2019;DELMASSE Jeanne;17/04/1988;BEBE DELMASSE;3200',
    '01/04/2019;INCONNETTI Zoé;01/01/1990;TASTOUR Louise;3100',
    '02/05/2019;INCONNETTI Léa;01/01/1991;BELCASTIN Hugo;2900',
  ]);
  assert.deepEqual([...found.keys()].sort(), ['00084003', '00084004', '00084007', '00084008']);
  assert.match(found.get('00084003')!, /birth_date family medical name/);
  assert.match(found.get('00084008')!, /birth_date family medical name/);
});

test('a surname with a phone that one bearer has is enough, another given name is a relative’s', () => {
  assert.deepEqual(numbersOf(['Patient;Tél', 'M. VRIGNOL;06 99 90 00 11']), ['00084006']);
  assert.deepEqual(numbersOf(['Patient;Tél', 'VRIGNOL Zoé;06 99 90 00 11']), []);
});

test('a form in a sheet is read as one text', () => {
  const found = link(['Fiche;', 'Nom;FANETTI', 'Prénom;Marie', 'Né(e) le;14/07/1984', 'Tél;06 12 34 56 78', 'Motif;asthme']); // prettier-ignore
  assert.deepEqual([...found.keys()], ['00084001']);
  assert.match(found.get('00084001')!, /birth_date medical name phone/);
});

test('each cell of a planning is a text of its own, and who stands in it is in care', () => {
  const found = link([
    'Bloc;Salle 1;Salle 2',
    '08:00;FANETTI Marie (14/07/1984) - Dr ROC;QUERNEC Yann 30/09/1962',
    '10:00;VRIGNOL Paul 02/01/1945;DELMASSE Jeanne 17/04/1988',
  ]);
  assert.deepEqual([...found.keys()].sort(), ['00084001', '00084003', '00084005', '00084006']);
  assert.match(found.get('00084005')!, /medical/);
});

test('another table far below is understood by its own header', () => {
  const others = Array.from({ length: 400 }, (_, i) => `${70_000_000 + i};AUTREA;toux`);
  const found = numbersOf([
    'IPP;Nom;Motif',
    ...others,
    'Né(e) le;Prénom;Nom;Portable;IPP',
    '14/07/1984;Marie;FANETTI;0612345678;',
    ';Yann;QUERNEC;0698765432;00084005',
  ]);
  assert.ok(found.includes('00084001') && found.includes('00084005'));
});

test('cells that say nothing expose nothing', () => {
  const found = link([
    'IPP;Nom;NIR;DDN;Mutuelle;Tél;Personne à prévenir',
    '00084001;FANETTI;2,84079E+14;inconnue;néant;NC;aucune',
    '00084005;QUERNEC;;;MGEN;;épouse 06 11 11 11 11',
  ]);
  assert.equal(found.get('00084001'), 'name patient_number');
  assert.equal(found.get('00084005'), 'family insurance name patient_number');
});

test('dates written month first are the birth dates that they are', () => {
  const rows = [
    'Last Name;First Name;DOB',
    'Quernec;Yann;9/30/1962',
    'Fanetti;Marie;2/3/2001',
    'Vrignol;Paul;1/2/1945',
    'Nobody;Zoe;12/31/1950',
  ];
  assert.deepEqual(numbersOf(rows), ['00084002', '00084005', '00084006']);
});

test('columns without any name are known by the register', () => {
  const found = numbersOf([
    'FANETTI;Marie;1984-07-14;x',
    'QUERNEC;Yann;1962-09-30;y',
    'VRIGNOL;Paul;1945-01-02;z',
    'DELMASSE;Jeanne;1988-04-17;x',
  ]);
  assert.deepEqual(found, ['00084001', '00084003', '00084005', '00084006']);
});

test('a table with a row for each datum is one of records, whatever its codes are called', () => {
  const data = [['00084001', 'FANETTI', 'MARIE', '14.07.1984'], ['00084005', 'QUERNEC', 'YANN', '30.09.1962'], ['00084008', 'BELCASTIN', 'HUGO', '02.05.2019']]; // prettier-ignore
  const rows = (codes: readonly string[], withNumber: boolean): string[] =>
    data.flatMap(([number, ...identity], i) => [
      ...identity.map((value, c) => `${i * 7 + 7};${codes[c]!};${value}`),
      ...(withNumber ? [`${i * 7 + 7};${codes[3]!};${number!}`] : []),
      `${i * 7 + 7};${codes[4]!};cholécystite`,
    ]);
  const all = ['00084001', '00084005', '00084008'];
  assert.deepEqual(numbersOf(['enr;rubrique;valeur', ...rows(['nom', 'prénom', 'naissance', 'n', 'dg'], false)]), all); // prettier-ignore
  assert.deepEqual(numbersOf(rows(['010', '020', '030', '040', '110'], true)), all);
  const found = link(['enr;code;valeur', ...rows(['NOMU', 'PREN', 'DNAI', 'NUMD', 'DIAG'], true)]);
  assert.equal(found.get('00084005'), 'birth_date medical name patient_number');
});

test('results with a row for each analysis stay the rows of their patients', () => {
  const rows = ['00084001', '00084005', '00084008'].flatMap((number) =>
    ['Hb', 'CRP', 'NA'].map((code, i) => `${number};${code};${i + 11}`),
  );
  assert.deepEqual(numbersOf(['IPP;Analyse;Résultat', ...rows]), ['00084001', '00084005', '00084008']);
});

test('a table whose columns are persons is turned', () => {
  const found = link([
    'Fiche;1;2',
    'Nom;FANETTI;QUERNEC',
    'Prénom usuel;Marie;Yann',
    'Naissance;14/07/1984;30/09/1962',
    'Dg;asthme;fracture',
  ]);
  assert.deepEqual([...found], [['00084001', 'birth_date medical name'], ['00084005', 'birth_date medical name']]); // prettier-ignore
});

test('blocks of labels and values are forms from their first line on', () => {
  const block = (name: string, date: string, phone: string): string[] => [
    'Fiche n°;1;;Unité;Pneumo',
    `Identité :;${name};;Né(e) :;${date}`,
    `Tél :;${phone};;Résid. :;Saulcy`,
    'Motif :;asthme aigu',
    '',
  ];
  const found = link([...block('FANETTI Marie', '14/07/1984', '06 12 34 56 71'), ...block('QUERNEC Yann', '30/09/1962', '06 12 34 56 72')]); // prettier-ignore
  for (const number of ['00084001', '00084005'])
    assert.equal(found.get(number), 'birth_date medical name phone', number);
});

test('a row that repeats the register word for word comes out like one that is weighed', () => {
  const text = (date: number): string =>
    String(date).replace(/(....)(..)(..)/, (_, y: string, m: string, d: string) => `${d}/${m}/${y}`);
  const person = fc.constantFrom(...PEOPLE.filter(({ birthName }) => !/ /.test(birthName!)));
  const row = fc.record({
    number: person,
    name: person,
    who: person,
    useUsage: fc.boolean(),
    allGiven: fc.boolean(),
    sex: fc.constantFrom('M', 'F', ''),
    same: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 6, maxLength: 6 }), (rows) => {
      const lines = rows.map(({ number, name, who, useUsage, allGiven, sex, same }) => {
        const bearer = same ? number : name;
        const { birthName = '', usageName = '', givenNames = [] } = bearer;
        const surname = useUsage && usageName !== '' ? usageName : birthName;
        const given = allGiven ? givenNames.join(' ') : givenNames[0]!;
        const born = text((same ? number : who).birthDate!);
        return `${number.patientNumber};${surname.toUpperCase()};${given.toLowerCase()};${born};${sex}`;
      });
      const header = 'IPP;Nom;Prénom;Date de naissance;Sexe';
      const repeated = reasonsOf([header, ...lines]);
      // A column with whole names, though empty, makes every row be weighed.
      const weighed = reasonsOf([`${header};Nom complet du patient`, ...lines.map((line) => `${line};`)]);
      assert.deepEqual(repeated, weighed);
    }),
    { numRuns: 200 },
  );
});

/** Patients with reasons and probability of what a table says of them. */
function reasonsOf(lines: readonly string[]): string[] {
  link(lines);
  return Array.from({ length: linker.sightings.count }, (_, row) => {
    const { patient, categories, reasons, probability } = linker.sightings.sighting(row);
    return `${patient} ${categories} ${reasons} ${probability.toFixed(4)}`;
  }).sort();
}

/** Invented persons of a register whose rows elsewhere are full of errors. */
const MISTYPED: readonly Partial<IndexedPatient>[] = [
  { patientNumber: '1', birthName: 'Brévalline', givenNames: ['Robert'], birthDate: 19610412, nir: '1610429232015', email: 'robert.brevalline7@exemple.org' },
  { patientNumber: '2', birthName: 'Castrigel', givenNames: ['Élisabeth'], birthDate: 19720923, email: 'e.castrigel@maison-castrigel.example' },
  { patientNumber: '3', birthName: 'Dournelac', givenNames: ['Osmane'], birthDate: 19880105, email: 'dournelac.osmane@exemple.org' },
]; // prettier-ignore

/** The rows of a table with these columns that are linked, as 'row number: patient number'. */
function linkMistyped(header: string, ...lines: readonly string[]): string[] {
  const mistyped = linkerWith(MISTYPED);
  return lines.flatMap((line, r) => {
    mistyped.clear();
    const segments: Segment[] = [{ kind: 'part', place: 'row', name: '', number: 0 }];
    const rows = new RowEmitter({ segment: (segment) => void segments.push(segment) });
    [header, line].forEach((text, n) => {
      text.split(';').forEach((cell, column) => {
        rows.append(encode(cell));
        rows.endCell(column);
      });
      rows.endRow(n + 1);
    });
    void rows.flush();
    for (const segment of segments) mistyped.segment(segment);
    mistyped.end();
    return Array.from({ length: mistyped.sightings.count }, (_, row) => mistyped.sightings.sighting(row))
      .filter(({ probability }) => probability >= 0.5)
      .map(({ patient }) => `${r}: ${MISTYPED[patient]?.patientNumber ?? 'other'}`);
  });
}

test("TableLinker links rows with short forms, several typing errors, names in each other's column and missing names", () => {
  assert.deepEqual(
    linkMistyped(
      'nom;prenom;date_naissance;email',
      'Brévalline;Bob;12/04/1961;',
      'Castrigel;Beth;23/09/1972;',
      'Brvealine;Robert;12/04/1961;',
      'Ossmane;Dournelac;05/01/1988;dournelac.osmane@exemple.org',
      ';Robert;12/04/1961;robert.brevalline7@exemple.org',
      ';;12/04/1961;robert.brevalline7@exemple.org',
      'Dournelac;;05/01/1988;dournelac.osmane@autre.example',
    ),
    ['0: 1', '1: 2', '2: 1', '3: 3', '4: 1', '5: 1', '6: 3'],
  );
});

test('TableLinker takes a national number with a slip for evidence where a name agrees, and not where only it does', () => {
  assert.deepEqual(
    linkMistyped(
      'nom;prenom;date_naissance;num_secu',
      'Brévalline;Robert;30/11/1949;1 61 04 29 232 051',
      'Vautremont;Gaëtan;;1 61 04 29 232 051',
    ),
    ['0: 1'],
  );
});

test('TableLinker leaves to nobody a row without a name whose birth date is another than that of the row above', () => {
  const found = link([
    'nom;prenom;date_naissance;ville',
    'Lorquet;Jeanne;17/04/1988;',
    ';;01/01/1950;Quimper',
  ]);
  assert.doesNotMatch(found.get('00084003')!, /postal_address/);
  assert.deepEqual(
    linkMistyped('nom;prenom;date_naissance;email', ';;05/01/1988;quelquun@ailleurs.example'),
    [],
  );
});

test('an account of a portal is a patient’s by its e-mail alone, probably, never certainly; that of others is nobody’s', () => {
  const head = 'date;user;action';
  const accounts = [
    '2024-11-06T07:27:17Z;marie.fanetti@courriel.example;login',
    '2024-11-06T07:28:17Z;yann.quernec@courriel.example;login',
    '2024-11-06T07:29:17Z;someone@courriel.example;login',
  ];
  assert.deepEqual([...link([head, ...accounts])], [['00084001', 'email'], ['00084005', 'email']]); // prettier-ignore
  for (let row = 0; row < linker.sightings.count; row++)
    assert.ok(linker.sightings.sighting(row).probability < 0.95);
  const staff = ['a.martin@hopital.example', 'b.petit@hopital.example', 'c.leroy@hopital.example'];
  assert.deepEqual(numbersOf([head, ...staff.map((user) => `2024-11-06;${user};login`)]), []);
});
