import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  docxFile,
  htmlFile,
  mailFile,
  odsFile,
  odtFile,
  pdfFile,
  tarGzFile,
  textFile,
  xlsxFile,
  zipFile,
} from '../../demo/fileWriters.ts';
import { decode } from '../../text/windows1252.ts';
import { ReadFault, type Source } from '../format.ts';
import { cellStart } from '../segment.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import type { Segment } from '../segment.ts';
import { memorySource } from '../source.ts';
import { FORMATS } from './index.ts';

const TEXT = ['Patiente : EXEMPLE Jeanne', 'Née le 14/07/1984, IPP 0084512'];
const ROWS = [
  ['IPP', 'NOM', 'DDN'],
  ['0084512', 'EXEMPLE', '14/07/1984'],
  ['0084513', "D'ÉTÉ; suite", '01/02/1960'],
  ['0084514', 'TESTARD', '03/04/1970'],
];
const tarGz = tarGzFile([{ name: 'dossier/a.txt', bytes: textFile(TEXT, 'utf8') }]);

/** One sample of each format: a name, its bytes, what must be read, or which members must be found. */
const SAMPLES: Readonly<
  Record<string, { file: string; bytes: Uint8Array; texts?: readonly string[]; members?: readonly string[] }>
> = {
  'txt': { file: 'a.txt', bytes: textFile(TEXT, 'windows-1252'), texts: TEXT },
  'csv': {
    file: 'a.csv',
    bytes: textFile(
      ROWS.map((row) => row.map((cell) => `"${cell}"`).join(';')),
      'utf8-bom',
    ),
    texts: ['0084512', "D'ÉTÉ; suite"],
  },
  'json': {
    file: 'a.json',
    bytes: Buffer.from(
      JSON.stringify({ patients: [{ nom: 'EXEMPLE', id: { ipp: '0084512' } }, { nom: 'TESTARD' }] }),
    ),
    texts: ['EXEMPLE', '0084512', 'id.ipp'],
  },
  'ndjson': {
    file: 'a.ndjson',
    bytes: Buffer.from('{"nom":"EXEMPLE","ipp":"0084512"}\n{"nom":"TESTARD"}\n'),
    texts: ['EXEMPLE', '0084512'],
  },
  'xml': {
    file: 'a.xml',
    bytes: Buffer.from(
      '<?xml version="1.0"?><e><p ipp="0084512"><nom>EXEMPLE</nom><n>1</n></p><p ipp="2"><nom>TESTARD</nom><n>2</n></p><fin>été &amp; hiver</fin></e>',
    ),
    texts: ['0084512', 'EXEMPLE', 'été & hiver'],
  },
  'html': { file: 'a.html', bytes: htmlFile('Lettre', TEXT), texts: TEXT },
  'sql': {
    file: 'a.sql',
    bytes: Buffer.from(
      "-- MySQL dump\nCREATE TABLE `p` (`ipp` int, `nom` varchar(9));\nINSERT INTO `p` VALUES (84512,'D''ÉTÉ'),(2,NULL);\n",
    ),
    texts: ['84512', "D'ÉTÉ", 'ipp'],
  },
  'eml': {
    file: 'a.eml',
    bytes: mailFile({
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 'Résultats',
      date: 'Tue, 01 Mar 2016 09:00:00 +0100',
      lines: TEXT,
      attachments: [{ name: 'piece.txt', bytes: textFile(TEXT, 'utf8') }],
    }),
    texts: [...TEXT, 'Résultats'],
    members: ['piece.txt'],
  },
  'mbox': {
    file: 'a.mbox',
    bytes: Buffer.from(
      'From a Tue Mar  1 09:00:00 2016\nFrom: a@b.example\nSubject: x\n\nun\n\nFrom a Tue Mar  1 09:00:00 2016\nFrom: a@b.example\n\ndeux\n',
    ),
    members: ['message-1', 'message-2'],
  },
  'docx': { file: 'a.docx', bytes: await docxFile(TEXT), texts: TEXT },
  'odt': { file: 'a.odt', bytes: await odtFile(TEXT), texts: TEXT },
  'xlsx': {
    file: 'a.xlsx',
    bytes: await xlsxFile('Séjours', ROWS),
    texts: ['0084512', "D'ÉTÉ; suite", 'Séjours'],
  },
  'ods': {
    file: 'a.ods',
    bytes: await odsFile('Séjours', ROWS),
    texts: ['0084512', "D'ÉTÉ; suite", 'Séjours'],
  },
  'pdf': { file: 'a.pdf', bytes: pdfFile(TEXT), texts: TEXT },
  'zip': {
    file: 'a.zip',
    bytes: hostileNames(
      await zipFile([
        { name: 'aa/aa/evil.txt', bytes: textFile(TEXT, 'utf8') },
        { name: 'b/c.txt', bytes: Buffer.from('x') },
      ]),
    ),
    members: ['../../evil.txt', 'b/c.txt'],
  },
  '7z': {
    file: 'a.7z',
    bytes: Buffer.from(
      'N3q8ryccAAS36FTjoAAAAAAAAAAgAAAAAAAAAIfRZmQBADlQYXRpZW50ZSA6IEVYRU1QTEUgSmVhbm5lCk7DqWUgbGUgMTQv' +
        'MDcvMTk4NCwgSVBQIDAwODQ1MTIKAAAAgTMHrg/R1LcIoJCgd17FQBiP6W1m5odfOLrQW8SfdUSU/2tWz1LBKEmt1ez33/L3' +
        'XevE15ORG6J5u5wUT8Q1YWWW6qjSg9YLIUOy+7ukni0r2h2X+vC2gwLeqtYblQAAFwY+AQliAAcLAQABIwMBAQVdABAAAAx+' +
        'CgFX1a4WAAA=',
      'base64',
    ),
    members: ['dossier/a.txt'],
  },
  'gz': { file: 'a.txt.gz', bytes: gzipSync(textFile(TEXT, 'utf8')), members: ['a.txt'] },
  'tar': { file: 'a.tar', bytes: (await import('node:zlib')).gunzipSync(tarGz), members: ['dossier/a.txt'] },
};

/** An archive whose first name leads out of any folder. */
function hostileNames(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1');
}

async function read(source: Source): Promise<{ format: string; text: string; members: string[] }> {
  const recognised = recogniseFormat(source.head, source.name, source.size);
  const parts: string[] = [];
  await recognised.format?.read?.(source, { segment: (segment) => void parts.push(textOf(segment)) });
  const members: string[] = [];
  for await (const member of recognised.format?.members?.(source) ?? []) members.push(member.displayName);
  return { format: recognised.name, text: parts.join('\n'), members };
}

function textOf(segment: Segment): string {
  if (segment.kind === 'part') return segment.name;
  return segment.kind === 'columns' ? segment.names.join(' ') : decode(segment.bytes);
}

test('every format in the folder is in the list and has a sample', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (name) => !/index|test|sqlDump|xlsxCells/.test(name),
  );
  assert.equal(FORMATS.length, files.length);
  assert.deepEqual(FORMATS.map((format) => format.name).sort(), Object.keys(SAMPLES).sort());
});

for (const [name, sample] of Object.entries(SAMPLES)) {
  test(`${name}: recognised, read, its members found`, async () => {
    const found = await read(memorySource(sample.bytes, sample.file));
    assert.equal(found.format, name);
    for (const text of sample.texts ?? []) assert.ok(found.text.includes(text), `${text} in ${found.text}`);
    assert.deepEqual(found.members, sample.members ?? []);
  });

  test(`${name}: recognised by its contents when the extension lies`, () => {
    if (['txt', 'csv', 'html'].includes(name)) return;
    assert.equal(
      recogniseFormat(sample.bytes.subarray(0, 65_536), 'photo.dat', sample.bytes.length).name,
      name,
    );
  });

  test(`${name}: cut or changed bytes give a fault of the file and nothing else`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        async (share, changes) => {
          const bytes = Uint8Array.from(sample.bytes.subarray(0, Math.ceil(sample.bytes.length * share)));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          await read(memorySource(bytes, sample.file)).catch((error: unknown) =>
            assert.ok(error instanceof ReadFault, String(error)),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
}

test('zip: an encrypted member is listed as such', async () => {
  const bytes = await zipFile([{ name: 'a.txt', bytes: Buffer.from('x') }]);
  bytes[6]! |= 1;
  bytes[bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 8]! |= 1;
  const fates: unknown[] = [];
  for await (const member of FORMATS.find((format) => format.name === 'zip')!.members!(
    memorySource(bytes, 'a.zip'),
  ))
    fates.push(member.fate);
  assert.deepEqual(fates, ['encrypted']);
});

test('xlsx: a social security number stored as a number keeps all its digits, a date becomes DD/MM/YYYY', async () => {
  const { numberText, dateFromSerial } = await import('./xlsxCells.ts');
  assert.equal(numberText('2.84079122899953E+14'), '284079122899953');
  assert.equal(dateFromSerial(13940, false), '01/03/1938');
  assert.equal(dateFromSerial(40358, true), '30/06/2014');
});

test('7z: an encrypted member and an encrypted archive are told from damaged ones', async () => {
  const member = Buffer.from(
    'N3q8ryccAATEgjLAuAAAAAAAAAAhAAAAAAAAAChn4KrzRAU6PVErbntPIQvmb8lF8ceRhy9VMc2MN+XAB8q2oDXnZaIrPqXw' +
      'eXUtNzeQ3LYACeXf3knkk0NCO/j2IYNDAACBMweuD9Hy+/1Au5RkOzmkeudqI0YnCiV5Y6sdAJicBOWRHEFtzlKAB1anxJ17' +
      'H4sKqoLDSdJRTTZQlCYTW8JwgXPI+Q5hWf45zOhPmZaFw0krhw3+IpePhhD1LnHK1TNIuTfy7f48Q90HXgsRk0FQ7VVWAAAA' +
      'FwZAAQl4AAcLAQABIwMBAQVdABAAAAyAjgoBqYfgwgAA',
    'base64',
  );
  const [found] = await Array.fromAsync(
    FORMATS.find(({ name }) => name === '7z')!.members!(memorySource(member, 'a.7z')),
  );
  assert.equal(found!.displayName, 'dossier/a.txt');
  assert.equal(found!.fate, 'encrypted');
  const archive = Buffer.from(
    'N3q8ryccAAS/NwVYwAAAAAAAAAA9AAAAAAAAAL/ifdXd2gunf3P09EaE5X+1KQBxZ/2I9qFf2cjWgj7fuzF8IMuoivcPpv73' +
      'B1oELV9SQ7U8Q7HT55G0Q5TRPu5/KdJ2DprG50NscG8CrqG77I90yQx5ExAhmJyAFdmM8eboI69qgMARpPTotSvPl++YLWls' +
      '9mof2YTW1nv459+m9CDxC9Z7G2Ah8Amwa8TUlGwRBZoKwbn0TUz1mlw1rQzEZ1fUXodMN3ZAsbwQCU14AyVgQAFEMsii5Pl4' +
      '0/VBLdedKi8XBkABCYCAAAcLAQACJAbxBwESUw/r9WgtJQ/hLbfqg+WU0/gqIwMBAQVdABAAAAEADHiAjgoB8lsf3QAA',
    'base64',
  );
  for (const [bytes, fate] of [
    [archive, 'encrypted'],
    [member.subarray(0, 150), 'corrupt'],
  ] as const)
    await assert.rejects(
      Array.fromAsync(FORMATS.find(({ name }) => name === '7z')!.members!(memorySource(bytes, 'a.7z'))),
      (error) => error instanceof ReadFault && error.fate === fate,
      fate,
    );
});

test('csv: quotes, delimiters and line ends inside cells come back as they were', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ';', '"', '\n', ' ', "'"), maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 8 }), async (table) => {
      const rows = [['colonne1', 'colonne2', 'colonne3'], ...table];
      const bytes = Buffer.from(
        rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';')).join('\n'),
      );
      const cells: string[] = [];
      await FORMATS.find((format) => format.name === 'csv')!.read!(memorySource(bytes, 'a.csv'), {
        segment(segment) {
          if (segment.kind !== 'rows') return;
          const text = decode(segment.bytes);
          segment.cellEnds.forEach((end, c) => cells.push(text.slice(cellStart(segment.cellEnds, c), end)));
        },
      });
      assert.deepEqual(cells, rows.flat());
    }),
    { numRuns: 60 },
  );
});
