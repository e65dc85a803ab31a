import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nirKey } from '../../columns/nirKey.ts';
import { decode } from '../../text/windows1252.ts';
import type { Format } from '../format.ts';
import { readForTest } from '../readForTest.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { cellStart, type Segment } from '../segment.ts';
import { memorySource } from '../source.ts';
import { cda } from './cda.ts';
import { dicom } from './dicom.ts';
import { fhir } from './fhir.ts';
import { fixedWidth } from './fixedWidth.ts';
import { hl7 } from './hl7.ts';
import { hprimMedecin } from './hprimMedecin.ts';
import { hprimSante } from './hprimSante.ts';
import { noemie } from './noemie.ts';
import { sample as dicomSample } from './samples/dicom.ts';

/** A row by role ('role' or 'role/subject'), or a text; in the order in which they were sent. */
type Sent = { readonly row: Record<string, string>; readonly line: number } | { readonly text: string };

async function read(format: Format, content: string | Uint8Array): Promise<Sent[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  assert.equal((await recogniseFormat(memorySource(bytes, 'x.dat'))).name, format.name);
  const sent: Sent[] = [];
  let columns: readonly { role: string; subject?: string | undefined }[] = [];
  const take = (segment: Segment): void => {
    if (segment.kind === 'columns') columns = segment.declared ?? [];
    else if (segment.kind === 'text') sent.push({ text: decode(segment.bytes) });
    else if (segment.kind === 'rows') {
      let c = 0;
      segment.rowEnds.forEach((end, r) => {
        const row: Record<string, string> = {};
        for (; c < end; c++) {
          const { role, subject = 'person' } = columns[segment.cellColumns[c]!]!;
          const key = subject === 'person' ? role : `${role}/${subject}`;
          const text = decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c]);
          row[key] = row[key] === undefined ? text : `${row[key]} | ${text}`;
        }
        sent.push({ row, line: segment.rowNumbers[r]! });
      });
    }
  };
  await format.read!(memorySource(bytes, 'x.dat'), { segment: take }, { passwords: [] });
  return sent;
}

const rowsOf = (sent: readonly Sent[]): Record<string, string>[] =>
  sent.flatMap((part) => ('row' in part ? [part.row] : []));

test('hl7: each patient of a batch is a row before the text about him, whatever ends the lines', async () => {
  const lines = [
    'FHS|^~\\&|GAM',
    'MSH|^~\\&|GAM|CH1|||20220503081200||ORU^R01|1|P|2.5',
    'PID|1||0084512^^^CH1^PI~284079122899953^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS||EXEMPLE^JEANNE^ANNE^^MME^^L~TESTARD^JEANNE^^^^^D||198407141030+0200|F|||3 RUE DU PUITS^BAT A^EVRY^^91000^FRA^H~^^LYON^^^^BDL||0199001234^PRN^PH~^NET^Internet^j@courriel.example',
    'NK1|1|TESTARD^PAUL|SPO||0199004321',
    'PV1|1|I|CARDIO^101^1||||10999999997^DOCTEUR^ESSAI||||||||||||220014578|||||||||||||||||||||||||20220503',
    'OBX|1|TX|CR||Le premier rapport',
    'PID|2||0084513^^^CH1^PI||ESSAI^PAUL||1954|M',
    'OBX|1|TX|CR||Le second rapport',
  ];
  for (const end of ['\r', '\n', '\r\n']) {
    const sent = await read(hl7, lines.join(end));
    assert.deepEqual(
      sent.map((part) => ('row' in part ? part.line : part.text.trim())),
      [3, 'CR : Le premier rapport', 7, 'CR : Le second rapport'],
    );
    const [first, second] = rowsOf(sent);
    assert.equal(first!['identifier'], '0084512');
    assert.equal(first!['social_security'], '284079122899953');
    assert.equal(first!['birth_name'], 'EXEMPLE');
    assert.equal(first!['usage_name'], 'TESTARD');
    assert.equal(first!['other_names'], 'ANNE');
    assert.equal(first!['birth_date'], '19840714');
    assert.equal(first!['address'], '3 RUE DU PUITS');
    assert.equal(first!['birth_place'], 'LYON');
    assert.equal(first!['email'], 'j@courriel.example');
    assert.equal(first!['full_name/relative'], 'TESTARD PAUL');
    assert.equal(first!['full_name/professional'], 'DOCTEUR ESSAI');
    assert.equal(first!['stay_number'], '220014578');
    assert.equal(second!['surname'], 'ESSAI');
    assert.equal(second!['birth_date'], '1954');
  }
});

test('hl7: line ends inside a field, journals around a message and delimiters of its own do no harm', async () => {
  const [broken] = await read(hl7, 'MSH|^~\\&|A\rPID|1||1^^^H^PI||EXEMPLE^JEANNE\rNTE|1||un\ndeux\r');
  assert.ok('row' in broken! && broken.row['surname'] === 'EXEMPLE');
  const journal = '2022-05-03 08:12 INFO MSH|^~\\&|A<CR>PID|1||1^^^H^PI||EXEMPLE^JEANNE<CR>PV1|1|I\n'.repeat(
    2,
  );
  assert.equal(rowsOf(await read(hl7, journal)).length, 2);
  const [other] = rowsOf(await read(hl7, 'MSH#*~\\&#A\rPID#1##1***H*PI##EXEMPLE*JEANNE##19840714'));
  assert.equal(other!['given_names'], 'JEANNE');
});

test('hl7: the number of a test identity is no number, and marks the person as made up', async () => {
  const [row] = rowsOf(
    await read(
      hl7,
      'MSH|^~\\&|A\rPID|1||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE',
    ),
  );
  assert.equal(row!['social_security'], undefined);
  assert.equal(row!['test_mark'], '1.2.250.1.213.1.4.10');
});

test('hl7: a merge names the old number before the one that survives', async () => {
  const [row] = rowsOf(
    await read(hl7, 'MSH|^~\\&|A\rPID|1||2^^^H^PI||EXEMPLE^JEANNE\rMRG|1^^^H^PI||||||ANCIEN^JEANNE'),
  );
  assert.equal(row!['identifier'], '1 | 2');
  assert.equal(row!['other_names'], 'ANCIEN JEANNE');
});

test('hprim-sante: segments that are continued are one, component and repetition are not exchanged', async () => {
  const [row, text] = await read(
    hprimSante,
    'H|~^\\&|X||L||ORU|||C||P|H2.1~C|202205031659\rP|1|0084512|B22||TESTARD~JEANNE~ANNE|EXEMPLE|19840714|F||3 RUE~~CORB\rA|EIL~~91100||0199001234^0699001234\rC|1|L|Un commentaire\r',
  );
  assert.ok('row' in row!);
  assert.equal(row.row['city'], 'CORBEIL');
  assert.equal(row.row['usage_name'], 'TESTARD');
  assert.equal(row.row['birth_name'], 'EXEMPLE');
  assert.equal(row.row['phone'], '0199001234 | 0699001234');
  assert.ok('text' in text! && text.text.includes('Un commentaire'));
});

test('hprim-medecin: each head is a row, also where the mark before it is missing', async () => {
  const report = (surname: string, text: string): string =>
    [
      '1',
      surname,
      'JEANNE',
      '',
      '',
      '91100 CORBEIL',
      '14/07/1984',
      '',
      'B22',
      '03/05/2022',
      'LABO',
      'DR',
      '',
      text,
    ].join('\r\n');
  const sent = await read(
    hprimMedecin,
    `${report('EXEMPLE', 'un')}\r\n****FIN****\r\n${report('ESSAI', 'deux')}\r\n${report('TROISIEME', 'trois')}\r\n****FINFICHIER****\r\n`,
  );
  assert.deepEqual(
    sent.map((part) => ('row' in part ? part.row['surname'] : part.text.trim())),
    ['EXEMPLE', 'un', 'ESSAI', 'deux', 'TROISIEME', 'trois'],
  );
});

test('cda: guardians and informants are relatives, authors professionals, birth and used names told apart', async () => {
  const document = `<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id extension="0084512" root="1.2.3"/>
    <telecom value="mailto:284079122899953@patient.mssante.fr"/><patient><name><family qualifier="BR">EXEMPLE</family><family qualifier="SP">TESTARD</family><given>Jeanne</given></name>
    <birthTime value="19840714"/><guardian><telecom value="tel:0199001111"/><guardianPerson><name><family>TUTEUR</family><given>Luc</given></name></guardianPerson></guardian>
    <birthplace><place><addr><county>91228</county><city>EVRY</city></addr></place></birthplace></patient></patientRole></recordTarget>
    <author><assignedAuthor><assignedPerson><name><family>AUTEUR</family></name></assignedPerson></assignedAuthor></author>
    <informant><relatedEntity classCode="ECON"><relatedPerson><name><family>PROCHE</family></name></relatedPerson></relatedEntity></informant>
    <component><structuredBody><component><section><title>Bilan</title><text><table><tbody><tr><td>Hb</td><td>9</td></tr></tbody></table></text></section></component></structuredBody></component>
    <Signature><SignatureValue>QUJD</SignatureValue></Signature></ClinicalDocument>`;
  const [row, text] = await read(cda, document);
  assert.ok('row' in row!);
  assert.equal(row.row['birth_name'], 'EXEMPLE');
  assert.equal(row.row['usage_name'], 'TESTARD');
  assert.equal(row.row['given_names'], 'Jeanne');
  assert.equal(row.row['social_security'], '284079122899953');
  assert.equal(row.row['full_name/relative'], 'TUTEUR Luc | PROCHE');
  assert.equal(row.row['full_name/professional'], 'AUTEUR');
  assert.equal(row.row['city'], undefined);
  assert.ok('text' in text! && text.text.trimEnd() === 'Bilan\nHb\t9');
});

test('fhir: XML, a bundle and one resource a line say the same', async () => {
  const xml = `<Bundle xmlns="http://hl7.org/fhir"><entry><fullUrl value="urn:uuid:p1"/><resource><Patient><id value="p1"/><name><use value="official"/><family value="EXEMPLE"/><given value="JEANNE"/></name><birthDate value="1984-07-14"/></Patient></resource></entry>
    <entry><resource><Condition><subject><reference value="Patient/p1"/></subject><code><text value="Asthme"/></code></Condition></resource></entry></Bundle>`;
  const patient = {
    resourceType: 'Patient',
    id: 'p1',
    name: [{ use: 'official', family: 'EXEMPLE', given: ['JEANNE'] }],
    birthDate: '1984-07-14',
  };
  const condition = {
    resourceType: 'Condition',
    subject: { reference: 'http://serveur.example/fhir/Patient/p1/_history/2' },
    code: { text: 'Asthme' },
  };
  const bundle = { resourceType: 'Bundle', entry: [patient, condition].map((resource) => ({ resource })) };
  for (const content of [
    xml,
    JSON.stringify(bundle),
    `${JSON.stringify(patient)}\n${JSON.stringify(condition)}\n`,
  ]) {
    const [first, second] = rowsOf(await read(fhir, content));
    assert.equal(first!['record_id'], 'p1');
    assert.equal(first!['birth_name'], 'EXEMPLE');
    assert.equal(first!['birth_date'], '1984-07-14');
    assert.equal(second!['reference'], 'p1');
    assert.match(second!['medical']!, /Asthme/);
  }
});

test('fhir: a bundle that breaks off gives the resources that are whole', async () => {
  const whole = JSON.stringify({
    resourceType: 'Bundle',
    entry: ['UN', 'DEUX'].map((family) => ({ resource: { resourceType: 'Patient', name: [{ family }] } })),
  });
  const cut = Buffer.from(whole.slice(0, whole.indexOf('DEUX') + 2));
  const families: string[] = [];
  const take = (segment: Segment): void => {
    if (segment.kind === 'rows') families.push(decode(segment.bytes).trim());
  };
  await assert.rejects(
    fhir.read!(memorySource(cut, 'a.json'), { segment: take }, { passwords: [] }),
    /read_in_part/,
  );
  assert.deepEqual(families, ['UN']);
});

test('fixed-width: the RSS of the specification, its positions as published', async () => {
  const line =
    '1105K051·1210009109999940210000012345··········220014578···········1·········1407198423101··030520228·070520228·91100000000········000100001I500············000·································I10·····04052022DEQP003···01·······01'.replaceAll(
      '·',
      ' ',
    );
  const [row] = rowsOf(await read(fixedWidth, `${line}\r\n`));
  assert.deepEqual(
    [row!['birth_date'], row!['sex'], row!['stay_number'], row!['postcode'], row!['visit_date']],
    ['14071984', '2', '220014578', '91100', '03052022 | 07052022'],
  );
  assert.match(row!['medical']!, /I500/);
});

test('fixed-width: an invoice of B2 is one row from its head to its end, two-digit years in their century', async () => {
  const fill = (parts: readonly (readonly [number, string])[]): string => {
    const line = Array.from({ length: 128 }, () => ' ');
    for (const [from, text] of parts) line.splice(from - 1, text.length, ...text.split(''));
    return line.join('');
  };
  const invoice = (nir: string, own: string, birth: string): string[] => [
    fill([[1, '2'], [2, '910999994'], [12, nir], [96, birth], [103, '030522'], [109, '070522']]),
    fill([[1, '2S'], [50, own]]),
    fill([[1, '3'], [44, '030522']]),
    fill([[1, '4'], [70, '030522'], [76, 'DEQP003']]),
    fill([[1, '5']]),
  ]; // prettier-ignore
  const lines = [
    fill([[1, '000']]),
    ...invoice('284079122899953', '', '140784'),
    ...invoice('284079122899953', '1140791228999', '140714'),
    fill([[1, '999']]),
  ];
  const [mother, son, ...more] = rowsOf(await read(fixedWidth, lines.join('\r\n')));
  assert.equal(more.length, 0);
  assert.equal(mother!['birth_date'], '14/07/1984');
  assert.equal(son!['birth_date'], '14/07/2014');
  assert.equal(son!['insured_number'], '2840791228999');
  assert.equal(son!['social_security'], '1140791228999');
  assert.match(son!['medical']!, /DEQP003/);
});

test('fixed-width: a layout that nobody has written down is told from what stands in the same place', async () => {
  const persons = [
    ['EXEMPLE', 'JEANNE', '14071984', '2', '284079122899953', '0084512', 'I500'],
    ['ESSAI', 'PAUL', '01031960', '1', '160032A00499982', '0084513', 'J459'],
    ['TESTARD', 'LUCIE', '25121990', '2', '290129741199907', '0084514', 'K358'],
    ['QUATRIEME', 'ALI', '11061975', '1', '175069935099947', '0084515', 'F322'],
    ['CINQUIEME', 'ANNE', '02021938', '2', '', '0084516', 'M321'],
  ];
  const lines = persons.map(
    ([name, given, birth, sex, nir, number, code]) =>
      `${number!}${name!.padEnd(20)}${given!.padEnd(12)}${birth!}${sex!}${nir!.padEnd(15)}XX${code!}`,
  );
  const rows = rowsOf(await read(fixedWidth, `${lines.join('\n')}\n`));
  assert.equal(rows.length, 5);
  assert.equal(rows[0]!['birth_date'], '14071984');
  assert.equal(rows[0]!['sex'], '2');
  assert.equal(rows[1]!['insured_number'], '160032A00499982');
  assert.match(rows[2]!['full_name']!, /TESTARD +LUCIE/);
  assert.equal(rows[4]!['identifier'], '0084516');
});

test('fixed-width: fields are those that the head of the file describes, whatever it calls them', async () => {
  const described = [
    ['# 1;8;NUMPAT', '# 9;12;NOM', '# 21;10;PRE', '# 31;8;DNAIS'],
    ['NUMPAT : 1-8', 'NOM : 9-20', 'PRE : 21-30', 'DNAIS : 31-38'],
    ['-- NUMPAT   0   8', '-- NOM   8  12', '-- PRE  20  10', '-- DNAIS  30   8'],
  ];
  const lines = ['C0084512FANETTI     MARIE     14071984', 'C0084513QUERNEC     YANN      30091962'];
  for (const head of described) {
    const text = ['extraction du 05/02/2023', ...head, ...lines, ''].join('\r\n');
    assert.ok(fixedWidth.recognise(Buffer.from(text), 'dat') > 0.9, head[0]);
    const { text: read } = await readForTest(fixedWidth, memorySource(Buffer.from(text), 'x.dat'));
    assert.ok(read.includes('NUMPAT|NOM|PRE|DNAIS|C0084512|FANETTI|MARIE|14071984|C0084513|QUERNEC|YANN|30091962|'), read);
    assert.ok(read.startsWith('extraction'));
  }
  // A list that only looks like one: the lines below do not fit.
  const list = ['1 10 pommes', '11 12 poires', '23 2 prunes', '25 3 cerises', 'total des fruits livrés au mois de mars par le fournisseur'];
  assert.equal(fixedWidth.recognise(Buffer.from(list.join('\n')), 'txt'), 0);
}); // prettier-ignore

test('fixed-width: prose, logs and padded tables with delimiters are left to others', () => {
  const padded = Array.from(
    { length: 9 },
    (_, i) => `008451${i};EXEMPLE    ;JEANNE   ;14071984;284079122899953`,
  ).join('\n');
  const prose = 'Le patient va bien depuis le 12/03/2019 et sera revu en mars.\n'.repeat(20);
  const log = Array.from(
    { length: 20 },
    (_, i) => `2022-05-03 08:12:${10 + i} INFO service=gam duree=000${10 + i}ms etat=ok`,
  ).join('\n');
  for (const text of [prose, log, padded]) assert.equal(fixedWidth.recognise(Buffer.from(text), 'txt'), 0);
});

test('dicom: without its preamble a file is still read, and its pixels are not', async () => {
  const bare = dicomSample.bytes.subarray(132);
  const [row] = rowsOf(await read(dicom, bare));
  assert.equal(row!['surname'], 'EXEMPLE');
  assert.equal(row!['identifier'], '0084512');
  assert.equal(row!['full_name/professional'], 'DOCTEUR PAUL');
});

test('fixed-width: a file of psychiatry is known by its lines, though the number of the house has no right check digit', async () => {
  const line = (number: string, born: string): string =>
    `130999990130999991P13${number.padEnd(20)}${born}191100    366622010`.padEnd(180);
  const lines = [line('0084512', '14071984'), line('0084513', '30091962')];
  const rows = rowsOf(await read(fixedWidth, lines.join('\r\n')));
  assert.deepEqual(
    rows.map((row) => [row['patient_number'], row['birth_date'], row['sex'], row['postcode']]),
    [
      ['0084512', '14071984', '1', '91100'],
      ['0084513', '30091962', '1', '91100'],
    ],
  );
});

test('fixed-width: the beginning of a number is no code of a diagnosis', async () => {
  const people = ['PALU JEAN-CLAUDE', 'DUHALDE MIRENTXU', 'LANUSSE MADELEINE', 'ETCHEBARNE MAYLIS', 'CARVALHO NATHAN', 'MARTINEZ DANIEL', 'SEMPE DANIELLE', 'DURAND ENEKO']; // prettier-ignore
  const lines = people.map((name, i) => `P05${String(64573 + 977 * i)}  ${name.padEnd(27)}0${1 + i}0419${30 + 7 * i} H                       CHIR  `); // prettier-ignore
  const rows = rowsOf(await read(fixedWidth, lines.join('\r\n')));
  assert.equal(rows.length, people.length);
  assert.deepEqual(Object.keys(rows[0]!).sort(), ['birth_date', 'full_name', 'identifier']);
  assert.equal(rows[0]!['identifier'], '0564573');
  // An act with its date right behind it is one, and adds to the person above.
  const acts = ['NCCA002', 'BAFA001', 'HBLD027', 'DEQP003', 'ZBQK002', 'NEKA020', 'HHFA001', 'YYYY030'];
  const billed = people.flatMap((name, i) => [
    `2${name.padEnd(27)}0${1 + i}0419${30 + 7 * i}${71002019 + 7 * i}`.padEnd(60),
    `3${' '.repeat(27)}${acts[i]!}20151013${String(230 + i).padStart(8, '0')}`.padEnd(60),
  ]);
  const bills = rowsOf(await read(fixedWidth, billed.join('\n')));
  assert.deepEqual(bills.map((row) => row['medical']), acts); // prettier-ignore
});

test('noemie: entities with the same fields in the same places are rows of whom they are about', async () => {
  const people = [['2840791228999', 'FANETTI', 'MARIE', '14071984'], ['1620930123456', 'QUERNEC', 'YANN', '30091962'], ['', 'LORQUET', 'LOUIS', '01022010'], ['2330727123456', 'LE DU', 'SUZANNE', '27071933'], ['', 'TASTOUR', 'LOUISE', '01042019']]; // prettier-ignore
  const entity = ([nir = '', surname = '', given = '', born = '']: readonly string[], i: number): string =>
    `310${(nir === '' ? '' : nir + String(nirKey(nir)).padStart(2, '0')).padEnd(15)}${surname.padEnd(25)}${given.padEnd(15)}${born}${72586244 + 3011 * i}  0909202212092022`.padEnd(120) + '@'; // prettier-ignore
  const file = ['000REJETS MUTUELLE'.padEnd(120) + '@', ...people.map(entity), '990000005'.padEnd(120) + '@'];
  for (const end of ['', '\r\n']) {
    const rows = rowsOf(await read(noemie, file.join(end)));
    assert.equal(rows.length, people.length);
    assert.equal(rows[0]!['birth_date'], '14071984');
    assert.match(rows[0]!['full_name']!, /^FANETTI +MARIE$/);
    assert.equal(rows[2]!['insurance'], String(72586244 + 3011 * 2));
  }
  // Entities of a kind that comes once or twice stay text.
  const other = await read(noemie, [file[0]!, ...file.slice(1, -1), '340AYANT DROIT  VRIGNOL PAUL 02011945'.padEnd(120) + '@', file.at(-1)!].join('')); // prettier-ignore
  assert.ok(other.some((part) => 'text' in part && part.text.includes('VRIGNOL PAUL')));
  assert.equal(rowsOf(other).length, people.length);
  // An entity without an end goes out in pieces.
  const endless = Array.from({ length: 9 }, () => 'x'.repeat(30_000));
  const sent = await read(noemie, [...file, ...endless].join('\n'));
  const texts = sent.flatMap((part) => ('text' in part ? [part.text] : []));
  assert.equal(texts.join('').replaceAll(/[^x]/g, '').length, 270_000);
  assert.ok(texts.join('').split('\n').every((line) => line.length < 100_000)); // prettier-ignore
});
