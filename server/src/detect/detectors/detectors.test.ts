import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode, encode } from '../../text/windows1252.ts';
import { hashText } from '../../patients/index/hashText.ts';
import type { Finding, FindingKind, RegisterWords } from '../scan.ts';
import { createScanner } from '../scanner.ts';
import { DETECTORS } from './index.ts';

const NUMBERS = new Set(['00845126', 'A1204578'].map((text) => hashText(encode(text))));
const words: RegisterWords = {
  namePart: () => 0,
  isPatientNumber: (bytes, start, end) => NUMBERS.has(hashText(bytes, start, end)),
  patientNumberLengths: new Set([8]),
  patientNumbersEndWithLetters: false,
  patientNumbersAreInGroups: false,
};
const scanner = createScanner(words);

function find(text: string, kind: FindingKind): Finding[] {
  return [...scanner.scan(encode(text)).findings].filter((finding) => finding.kind === kind);
}

/** Of each kind: texts that hold one datum with its normalised value, and texts that hold none. */
const SAMPLES: Record<string, { finds: readonly (readonly [string, string])[]; leaves: readonly string[] }> =
  {
    social_security: {
      finds: [
        ['N° SS : 284079122899953', '2840791228999'],
        ['NIR 2 84 07 91 228 999 53', '2840791228999'],
        ['2.84.07.91.228.999.53', '2840791228999'],
        ['2840791228999/53', '2840791228999'],
        ['2840791228999 clé 53', '2840791228999'],
        ['INS : 2840791228999', '2840791228999'],
        ['matricule INS 160032a00499982', '160032A004999'],
        ['1 60 03 2B 033 999 15', '160032B033999'],
        ['N° de sécurité sociale : 784079122899994', '7840791228999'],
        ['284079122899954 (saisi à la main)', '2840791228999'],
      ],
      leaves: [
        '3400930000120',
        'lot 12840791228999531',
        '20220503101530',
        '5840791228999',
        'FR7630004009990000012345682',
      ],
    },
    phone: {
      finds: [
        ['06 12 34 56 78', '612345678'],
        ['06.12.34.56.78', '612345678'],
        ['06-12-34-56-78', '612345678'],
        ['06/12/34/56/78', '612345678'],
        ['Tél : 0612345678', '612345678'],
        ['+33 6 12 34 56 78', '612345678'],
        ['+33612345678', '612345678'],
        ['+33(0)6 12 34 56 78', '612345678'],
        ['0033 6 12 34 56 78', '612345678'],
        ['00 33 (0)6 12 34 56 78', '612345678'],
        ['0262 12 34 56', '262123456'],
        ['+32 470 12 34 56', '+32470123456'],
        ['Phone: (463) 555-9543', '4635559543'],
        ['Tel. 020 7946 0958', '02079460958'],
      ],
      leaves: [
        '0892 12 34 56',
        'poste 4512',
        '06.12.1978',
        '15',
        '0612345678901',
        '(463) 555-9543',
        'réf. 12/0612345678',
      ],
    },
    iban: {
      finds: [
        ['FR14 2004 1010 0505 0001 3M02 606', 'FR1420041010050500013M02606'],
        ['IBAN : FR7630004009990000012345682', 'FR7630004009990000012345682'],
        ['BE68 5390 0754 7034', 'BE68539007547034'],
      ],
      leaves: ['FR76 3000 4009 9900 0001 2345 683', 'FR12ZZZ123456', 'XX7630004009990000012345682'],
    },
    date: {
      finds: [
        ['née le 14/07/1984', '19840714'],
        ['né le 14 juillet 1984', '19840714'],
        ['DDN : 14.07.84', '19840714'],
        ['Date de naissance : 1984-07-14', '19840714'],
        ['née le 1er mars 1954', '19540301'],
        ['né en 1938', '19380000'],
        ['Né le : 00/00/1938', '19380000'],
        ['DDN 14071984', '19840714'],
        ['date de naissance 19840714', '19840714'],
        ['née le 14 JUIL. 1984', '19840714'],
      ],
      leaves: ['version 1.2.3.4', '192.168.10.12', '45/60/1984', 'ratio 3/4'],
    },
    age: {
      finds: [
        ['âgée de 74 ans', '74'],
        ['nourrisson de 18 mois', '1'],
        ['patient de 8 ans', '8'],
      ],
      leaves: ['depuis 200 ans', 'traitement de 3 semaines', '12 antibiogrammes'],
    },
    email: {
      finds: [
        ['marie.martin@courriel.example', 'marie.martin@courriel.example'],
        ['Mail : Marie.Martin@Courriel.Example.', 'marie.martin@courriel.example'],
      ],
      leaves: ['@service', 'a@b', 'marie.martin@', 'prix@12,50'],
    },
    patient_number: {
      finds: [
        ['IPP : 00845126', '00845126'],
        ['dossier 00845126 du service', '00845126'],
        ['N° patient A1204578', 'A1204578'],
        ['IPP : 99999999', '99999999'],
      ],
      leaves: ['00845127', 'commande 845126', 'A00845126B'],
    },
    postal_address: {
      finds: [
        ['12 rue de la Paix\n28000 Chartres', '28000'],
        ['12 bis, avenue du Général-de-Gaulle, 28100 DREUX', '28100'],
        ['14ter allée des Acacias', ''],
        ['28200 Châteaudun', '28200'],
      ],
      leaves: ['12 mg par jour', '3 places disponibles', '28000 euros', '12 rues'],
    },
    insurance: {
      finds: [
        ['Mutuelle : HARMONIE n° 12345678', ''],
        ["N° d'adhérent 7788990011", ''],
      ],
      leaves: ['commande n° 12345678', 'mutuelle\n12345678'],
    },
    identity_document: {
      finds: [
        ['RÉPUBLIQUE FRANÇAISE CARTE NATIONALE D’IDENTITÉ\nN° : 180991531280\nNom', ''],
        ['PASSEPORT\nn° 180991531280', ''],
        ["Carte nationale d'identité n° 880692310285", ''],
        ['Passeport n° 12AB34567', ''],
        ['CNI : 880692310285', ''],
      ],
      leaves: [
        'demande de passeport\nle 18 : 180991531280',
        'carte de visite 880692310285',
        "carte d'identité périmée\n880692310285",
      ],
    },
  };

test('every detector of the folder is listed, and has samples that it finds and samples that it leaves', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/index|test/.test(name));
  assert.equal(files.length, DETECTORS.length);
  for (const { kind } of DETECTORS) {
    assert.ok((SAMPLES[kind]?.finds.length ?? 0) >= 2, kind);
    assert.ok((SAMPLES[kind]?.leaves.length ?? 0) >= 2, kind);
  }
});

for (const [kind, { finds, leaves }] of Object.entries(SAMPLES)) {
  test(`${kind}: found in its spellings, at its place, normalised`, () => {
    for (const [text, value] of finds) {
      const found = find(text, kind as FindingKind);
      // An address on two lines is found as a whole and once more by its town.
      assert.ok(
        found.length === 1 || (kind === 'postal_address' && found.length === 2),
        `${text}: ${found.length}`,
      );
      assert.equal(found[0]!.value, value, text);
      const { start, end } = found[0]!;
      assert.ok(/[\p{L}\d]/u.test(decode(encode(text), start, end)), text);
      assert.ok(found[0]!.confidence > 0 && found[0]!.confidence <= 1, text);
    }
  });
  test(`${kind}: not found in what only looks like it`, () => {
    for (const text of leaves) assert.deepEqual(find(text, kind as FindingKind), [], text);
  });
}

test('a right key of a social security number is worth more than none, none more than a wrong one', () => {
  const confidence = (text: string): number => find(text, 'social_security')[0]!.confidence;
  assert.ok(confidence('284079122899953') > confidence('2840791228999'));
  assert.ok(confidence('2840791228999') > confidence('284079122899954'));
});

test('findings lie in order within the text, whatever the bytes', () => {
  const hostile = fc.array(
    fc.constantFrom(
      ...[
        '0',
        '1',
        '2',
        '84',
        '06',
        '28',
        '2A',
        ' ',
        '.',
        '-',
        '/',
        '\n',
        '@',
        '+33',
        'FR76',
        'née le ',
        'IPP : ',
        'rue ',
        '12 rue ',
        'N° SS ',
        'CNI ',
        'ans',
        'mars',
        'é',
        '\u00a0',
        '\t',
        ';',
        '<',
        'P<FRA',
        ':',
        'Dr ',
        'MARTIN ',
        'Marie',
      ],
    ),
    { maxLength: 60 },
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    hostile.map((parts) => encode(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, (text) => {
      const scan = scanner.scan(text);
      assert.equal(scan.lineCount, text.filter((b) => b === 0x0a).length + 1);
      let line = 0;
      for (let t = 0; t < scan.count; t++) {
        assert.ok(scan.start[t]! >= 0 && scan.start[t]! < scan.end[t]! && scan.end[t]! <= text.length);
        assert.ok(scan.line[t]! >= line && scan.line[t]! < scan.lineCount);
        line = scan.line[t]!;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a scan does not depend on what was scanned before', () => {
  const texts = Object.values(SAMPLES).flatMap(({ finds, leaves }) => [
    ...finds.map(([text]) => text),
    ...leaves,
  ]);
  const findingsOf = (text: string): string =>
    JSON.stringify(createScanner(words).scan(encode(text)).findings);
  for (const text of texts)
    assert.equal(JSON.stringify(scanner.scan(encode(text)).findings), findingsOf(text), text);
});
