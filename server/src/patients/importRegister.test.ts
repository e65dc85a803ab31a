import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import iconv from 'iconv-lite';
import { xlsxFile } from '../demo/fileWriters.ts';
import { importPatients } from '../pipeline.ts';
import { openTestCase } from '../testCase.ts';
import { RegisterError } from './importFault.ts';
import { loadPatients } from './loadPatients.ts';
import type { Patient } from './patient.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
before(async () => {
  open = await openTestCase();
});
after(() => open.dispose());

let serial = 0;
async function fileOf(bytes: Uint8Array, extension = 'csv'): Promise<string> {
  const path = join(dirname(open.folder), `register-${++serial}.${extension}`);
  await writeFile(path, bytes);
  return path;
}

async function imported(bytes: Uint8Array, extension?: string): Promise<Patient[]> {
  await importPatients(open, { file: await fileOf(bytes, extension) });
  return await Array.fromAsync(loadPatients(open.database, open.opened.keys));
}

const FRENCH = [
  'N° IPP;Nom de naissance;Nom d’usage;Prénoms;Sexe;Date de naissance;N° sécu;Adresse;CP;Ville;Tél. portable;Courriel',
  '0084512;EXEMPLE;TESTARD;Jéanne;F;14/07/1984;2 84 07 91 228 999 53;12 bis rue des Lilas;91100;Corbeil;06 39 98 12 34;jeanne@courriel.example',
  '0084513;MODÈLE;;André;M;00/00/1938;;;;;;',
];

for (const [encoding, bytes] of Object.entries({
  'UTF-8': Buffer.from(FRENCH.join('\n')),
  'UTF-8 with mark': Buffer.from(`\ufeff${FRENCH.join('\r\n')}`),
  'UTF-16': iconv.encode(FRENCH.join('\r\n'), 'utf16', { addBOM: true }),
  'Windows-1252': iconv.encode(FRENCH.join('\r\n').replaceAll('’', "'"), 'windows-1252'),
  'tabs': Buffer.from(FRENCH.join('\n').replaceAll(';', '\t')),
})) {
  test(`importRegister reads a French register in ${encoding}`, async () => {
    const [first, second] = await imported(bytes);
    assert.deepEqual(
      [first!.patientNumber, first!.birthName, first!.usageName, first!.givenNames, first!.sex],
      ['0084512', 'EXEMPLE', 'TESTARD', ['Jéanne'], 'F'],
    );
    assert.deepEqual(
      [first!.nir, first!.birthDate, first!.postcode, first!.city],
      ['2840791228999', { year: 1984, month: 7, day: 14 }, '91100', 'Corbeil'],
    );
    assert.deepEqual([second!.birthName, second!.birthDate], ['MODÈLE', { year: 1938, month: 0, day: 0 }]);
  });
}

test('importRegister reads other columns: English, names in one column, XLSX', async () => {
  const [english] = await imported(
    Buffer.from(
      'MRN,Last Name,First Name,DOB,Gender,Zip Code,Phone\nA17,EXAMPLE,Jane,1984-07-14,F,91100,+33 6 39 98 12 34\n',
    ),
  );
  assert.deepEqual(
    [english!.patientNumber, english!.birthName, english!.givenNames, english!.sex],
    ['A17', 'EXAMPLE', ['Jane'], 'F'],
  );
  const [local] = await imported(
    Buffer.from('num_repertoire,nom_ut,nom_nais,prenom_1,ne_le,cog_nais\n17000134G,ARDENNE,ARDENNE,Youssef,18.11.2020,99139\n03000222L,JOLIVET,JOLIVET,Henri,19.04.1964,68271\n'), // prettier-ignore
  );
  assert.deepEqual(
    [local!.patientNumber, local!.birthName, local!.birthDate?.year],
    ['17000134G', 'ARDENNE', 2020],
  );
  const [joined] = await imported(
    Buffer.from('Dossier;Nom et prénom;Né(e) le\n12;DE LA TEST Marie-Anne;03/04/1970\n'),
  );
  assert.deepEqual([joined!.birthName, joined!.givenNames], ['DE LA TEST', ['Marie-Anne']]);
  const [sheet] = await imported(
    await xlsxFile('Patients', [
      ['Liste au 01/01/2022'],
      ['NIP', 'NOMPAT', 'PRENOM', 'DTNAIS'],
      ['77', 'EXEMPLE', 'Luc', '01/02/1960'],
    ]),
    'xlsx',
  );
  assert.deepEqual([sheet!.patientNumber, sheet!.birthName, sheet!.birthDate?.year], ['77', 'EXEMPLE', 1960]);
});

test('importRegister reads the country of an address: names, codes, codes of the INSEE, beside each other; nationality and birth are others', async () => {
  const rows = [
    'IPP;Nom;Prénom;DDN;Adresse;CP;Ville;Code pays;Pays;Nationalité;Pays de naissance',
    '1;EXEMPLE;Luc;01/02/1960;Rue de la Loi 200;1000;Bruxelles;BEL;;Française;Maroc',
    '2;TESTARD;Eve;01/03/1960;12 rue des Lilas;1000;Bourg-en-Bresse;;France;Belge;Belgique',
    '3;QUERNEC;Anne;01/04/1960;7 rue Didouche;;Alger;99352;ALGERIE;Algérienne;Algérie',
    '4;LORQUET;Paul;01/05/1960;1 chemin;2000;Nulle part;;Pays inventé;;',
  ];
  const file = await fileOf(Buffer.from(rows.join('\n')));
  const { mapping, oddities, doubts } = await importPatients(open, { file });
  const patients = await Array.fromAsync(loadPatients(open.database, open.opened.keys));
  assert.deepEqual(mapping.country, ['Code pays', 'Pays']);
  assert.deepEqual(patients.map(({ country }) => country), ['BE', 'FR', 'DZ', '']);
  assert.deepEqual(patients.map(({ postcode }) => postcode), ['1000', '01000', '', '02000']);
  assert.deepEqual(oddities.map(({ code, row, column }) => [code, row, column]), [['country_unknown', 5, 'Code pays']]);
  assert.ok(!doubts.some(({ kind }) => kind === 'not_used' || kind === 'two_columns'));
  const [english] = await imported(
    Buffer.from('MRN,Last Name,First Name,DOB,Address,Zip Code,City,Country\nA17,EXAMPLE,Jane,1984-07-14,10 Downing Street,SW1A 2AA,London,United Kingdom\n'),
  );
  assert.deepEqual([english!.country, english!.postcode, english!.city], ['GB', 'SW1A 2AA', 'London']);
  const isUnsure = async (cell: string): Promise<boolean> => {
    const some = await fileOf(Buffer.from(`IPP;Nom;Prénom;DDN;Pays\n1;EXEMPLE;Luc;01/02/1960;Maroc\n2;TESTARD;Eve;01/03/1960;${cell}`));
    const guess = await importPatients(open, { file: some, checkOnly: true });
    return guess.doubts.some((doubt) => doubt.kind === 'unsure' && doubt.field === 'country');
  };
  assert.deepEqual([await isUnsure(''), await isUnsure('secteur 4')], [false, true]);
}); // prettier-ignore

test('importRegister gives postcodes their zero back only where the register has lost them: else four digits are another country’s', async () => {
  const register = (other: string): Buffer =>
    Buffer.from(`IPP;NOM;PRENOM;DDN;ADRESSE;CP;VILLE\n1;EXEMPLE;Luc;01/02/1960;1 rue Neuve;1000;Ailleurs\n2;TESTARD;Eve;01/03/1960;1 rue Neuve;${other};Ici\n`);
  assert.deepEqual((await imported(register('01000'))).map(({ postcode }) => postcode), ['1000', '01000']);
  assert.deepEqual((await imported(register('75013'))).map(({ postcode }) => postcode), ['01000', '75013']);
}); // prettier-ignore

test('importRegister keeps guardians, curators and both parents with their addresses, apart from the patient', async () => {
  const header =
    'IPP;NOM;PRENOM;DDN;ADRESSE;CP;VILLE;TUTEUR_NOM;TUTEUR_PRENOM;TUTEUR_ADRESSE;TUTEUR_CP;TUTEUR_VILLE;MESURE_PROTECTION;REPR1_NOM;REPR1_ADRESSE;REPR1_CP;REPR1_VILLE;REPR2_NOM;REPR2_ADRESSE;REPR2_CP;REPR2_VILLE;REPR2_PAYS';
  const rows = [
    header,
    '1;EXEMPLE;Luc;01/02/1930;12 rue des Lilas;91100;CORBEIL;FANETTI;Paul;3 place du Puits;28000;CHARTRES;Tutelle;;;;;;;;;',
    '2;TESTARD;Eve;01/03/1940;12 rue des Lilas;91100;CORBEIL;UDAF 28;;BP 14;28000;CHARTRES;Curatelle;;;;;;;;;',
    '3;QUERNEC;Anne;01/04/2015;1 rue Neuve;28000;CHARTRES;;;;;;;QUERNEC Marie;1 rue Neuve;28000;CHARTRES;QUERNEC Yann;Rue de la Loi 200;1000;Bruxelles;Belgique',
    '4;LORQUET;Paul;01/05/1960;1 rue Neuve;1000;BOURG;;;;;;;;;;;;;;;',
  ];
  const file = await fileOf(Buffer.from(rows.join('\n')));
  const { mapping, doubts } = await importPatients(open, { file });
  assert.deepEqual([mapping.birthName, mapping.address, mapping.city, mapping.parent2City], [['NOM'], ['ADRESSE'], ['VILLE'], ['REPR2_VILLE']]);
  assert.deepEqual(doubts, []);
  const patients = await Array.fromAsync(loadPatients(open.database, open.opened.keys));
  const said = patients.map(({ representatives }) => representatives.map((one) => [one.standing, one.name, one.address, one.postcode, one.city, one.country].join('|')));
  assert.deepEqual(said, [
    ['guardian|Paul FANETTI|3 place du Puits|28000|CHARTRES|'],
    ['curator|UDAF 28|BP 14|28000|CHARTRES|'],
    ['parent1|QUERNEC Marie|1 rue Neuve|28000|CHARTRES|', 'parent2|QUERNEC Yann|Rue de la Loi 200|1000|Bruxelles|BE'],
    [],
  ]);
  assert.equal(patients[3]!.postcode, '01000');
  const named = await fileOf(Buffer.from('{"patientNumber":"a","birthName":"b","guardian":"c","guardianCity":"d"}'), 'json');
  await importPatients(open, { file: await fileOf(Buffer.from('a;b;c;d\nX1;EXEMPLE;UDAF;Dreux\n')), mapping: named });
  const [mapped] = await Array.fromAsync(loadPatients(open.database, open.opened.keys));
  assert.deepEqual(mapped!.representatives.map(({ name, city }) => [name, city]), [['UDAF', 'Dreux']]);
}); // prettier-ignore

test('importRegister takes several data out of one cell: whole addresses, lists of given names, phones, birth names', async () => {
  const [first, second] = await imported(
    Buffer.from(
      [
        'N° permanent;Civilité;Nom utilisé;Nom de famille;Prénoms (état civil);Né(e) le;Sexe;N° Sécu;Clé;Adresse complète;Téléphones;Médecin déclaré',
        '0000105688;Mme;TESTARD;EXEMPLE;Jeanne, Anne-Lise;15/12/84;F;2841291228999;10;12 bis, rue des Lilas - BP 14 - 91100 Corbeil;06 39 98 12 34 / 01 69 99 12 34;Dr ESSAI',
        '0000105689;M.;;MODELE;Luc;03/02/1931;H;;;résidence du Parc 28000 Chartres;;',
      ].join('\n'),
    ),
  );
  assert.deepEqual(
    [first!.birthName, first!.usageName, first!.givenNames, first!.sex, first!.nir],
    ['EXEMPLE', 'TESTARD', ['Jeanne', 'Anne-Lise'], 'F', '2841291228999'],
  );
  assert.deepEqual(
    [first!.address, first!.addressMore, first!.postcode, first!.city],
    ['12 bis rue des Lilas', 'BP 14', '91100', 'Corbeil'],
  );
  assert.deepEqual([first!.phones.length, first!.birthDate!.year], [2, 1984]);
  assert.deepEqual([second!.birthName, second!.usageName, second!.city], ['MODELE', '', 'Chartres']);
  const [joined] = await imported(
    Buffer.from('IPP;Identité;DDN\n12;Mme TESTARD née EXEMPLE Jeanne;03/04/1970\n'),
  );
  assert.deepEqual(
    [joined!.usageName, joined!.birthName, joined!.givenNames],
    ['TESTARD', 'EXEMPLE', ['Jeanne']],
  );
});

test('importRegister looks for the patients in the sheets and tables of a file', async () => {
  const [patient] = await imported(
    Buffer.from(
      [
        "INSERT INTO parametres (cle, valeur) VALUES ('site','CH'),('version','3');",
        "INSERT INTO patients (ipp, nom, prenom, date_naissance) VALUES ('77','EXEMPLE','Luc','1960-02-01');",
      ].join('\n'),
    ),
    'sql',
  );
  assert.deepEqual([patient!.patientNumber, patient!.birthDate!.year], ['77', 1960]);
});

/** Rows of invented persons whose columns nothing names. */
const UNNAMED = Array.from({ length: 20 }, (_, i) =>
  [80_000 + 7 * i, ['EXEMPLE', 'FANETTI', 'TESTARD', 'QUERNEC', 'LORQUET', 'VRIGNOL', 'TASTOUR', 'DELMASSE'][i % 8], ['Luc', 'Marie', 'Paul', 'Jeanne'][i % 4], `0${1 + (i % 9)}/0${1 + (i % 7)}/${1930 + 4 * i}`].join(';'),
); // prettier-ignore

test('importRegister says what is doubtful about a guessed mapping, and shows forms of values, never values', async () => {
  const sure = await importPatients(open, {
    file: await fileOf(Buffer.from(FRENCH.join('\n'))),
    checkOnly: true,
  });
  assert.deepEqual(sure.doubts, []);
  const file = await fileOf(Buffer.from(UNNAMED.join('\n')));
  const guessed = await importPatients(open, { file, checkOnly: true });
  assert.deepEqual(guessed.mapping.birthName, ['2']);
  assert.ok(guessed.doubts.some((doubt) => doubt.kind === 'unsure' && doubt.field === 'patientNumber'));
  assert.deepEqual(guessed.examples.birthDate, ['99/99/9999']);
  assert.ok(!JSON.stringify(guessed).includes('EXEMPLE'));
  const two = ['IPP;Nom;Prénom;DDN;Date naissance;Xyzq', '5;EXEMPLE;Luc;01/02/1960;01/02/1960;abc'];
  const twice = await importPatients(open, {
    file: await fileOf(Buffer.from(two.join('\n'))),
    checkOnly: true,
  });
  assert.deepEqual(twice.doubts.map(({ kind }) => kind).sort(), ['not_used', 'two_columns']);
});

test('importRegister follows a mapping file by positions where there is no header', async () => {
  const file = await fileOf(Buffer.from(UNNAMED.join('\n')));
  const mapping = await fileOf(Buffer.from('{"patientNumber":"1","birthName":"2","givenNames":"3","birthDate":"4"}'), 'json'); // prettier-ignore
  const { patients } = await importPatients(open, { file, mapping });
  assert.equal(patients, UNNAMED.length);
});

test('importRegister keeps the internal id of a patient number from import to import', async () => {
  const [before] = await imported(Buffer.from('IPP;NOM;PRENOM\n5;EXEMPLE;Luc\n'));
  const after = await imported(Buffer.from('IPP;NOM;PRENOM\n4;AUTRE;Eve\n5;EXEMPLE;Luc\n'));
  assert.equal(after.find((patient) => patient.patientNumber === '5')!.id, before!.id);
});

test('importRegister lists oddities and imports them all the same', async () => {
  const rows = [
    'IPP;NOM;PRENOM;DDN;SEXE;NIR',
    '1;EXEMPLE;Eve;14/07/1984;F;284079122899954',
    '2;EXEMPLE;Tom;02/03/2014;M;284079122899953',
    '3;EXEMPLE;Eve;14/07/1984;F;',
  ];
  const result = await importPatients(open, { file: await fileOf(Buffer.from(rows.join('\n'))) });
  assert.equal(result.patients, 3);
  const codes = result.oddities.map(({ code, row }) => `${code} ${row}`);
  for (const expected of ['nir_key_wrong 2', 'nir_contradicts 3', 'nir_of_other 3', 'patient_twice 4'])
    assert.ok(codes.includes(expected), expected);
});

test('importRegister follows a mapping file and refuses one with unknown columns', async () => {
  const file = await fileOf(Buffer.from('a;b;c\nX1;EXEMPLE;Luc\n'));
  const mapping = await fileOf(Buffer.from('{"patientNumber":"a","birthName":"b","givenNames":"c"}'), 'json');
  await importPatients(open, { file, mapping });
  assert.equal(
    (await Array.fromAsync(loadPatients(open.database, open.opened.keys)))[0]!.patientNumber,
    'X1',
  );
  const wrong = await fileOf(Buffer.from('{"patientNumber":"zz","birthName":"b"}'), 'json');
  await assert.rejects(
    importPatients(open, { file, mapping: wrong }),
    (error) => error instanceof RegisterError && error.problem === 'mapping_unknown_columns',
  );
});

test('importRegister with checkOnly, or with a fault, changes nothing', async () => {
  await imported(Buffer.from('IPP;NOM;PRENOM\n5;EXEMPLE;Luc\n'));
  await importPatients(open, {
    file: await fileOf(Buffer.from('IPP;NOM;PRENOM\n6;AUTRE;Eve\n')),
    checkOnly: true,
  });
  await assert.rejects(
    importPatients(open, { file: await fileOf(Buffer.from('IPP;NOM;PRENOM\n6;AUTRE;Eve\n7;;\n')) }),
    RegisterError,
  );
  assert.deepEqual(
    (await Array.fromAsync(loadPatients(open.database, open.opened.keys))).map(
      (patient) => patient.patientNumber,
    ),
    ['5'],
  );
});

test('importRegister says which column is missing', async () => {
  await assert.rejects(
    importPatients(open, { file: await fileOf(Buffer.from('NOM;PRENOM;DDN\nEXEMPLE;Luc;01/02/1960\n')) }),
    (error) =>
      error instanceof RegisterError && error.problem === 'no_number_column' && error.columns.includes('NOM'),
  );
  await assert.rejects(
    importPatients(open, { file: await fileOf(Buffer.from('IPP;NOM;DDN\n1;EXEMPLE;pas une date\n')) }),
    (error) => error instanceof RegisterError && error.view?.mapping.birthDate?.[0] === 'DDN',
  );
  await assert.rejects(
    importPatients(open, { file: await fileOf(Buffer.from('IPP;DDN\n1;01/02/1960\n')) }),
    (error) => error instanceof RegisterError && error.problem === 'no_name_column',
  );
});
