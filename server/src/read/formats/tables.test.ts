import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode, encode } from '../../text/windows1252.ts';
import type { Source } from '../format.ts';
import { memorySource } from '../source.ts';
import { cellStart, type RowsSegment } from '../segment.ts';
import { csv } from './csv.ts';
import { FORMATS } from './index.ts';
import { listing } from './listing.ts';

/** A source whose stream is cut into pieces of `piece` bytes, in a buffer that is used again. */
function inPieces(bytes: Uint8Array, name: string, piece: number): Source {
  return {
    ...memorySource(bytes, name),
    stream: async function* () {
      const buffer = new Uint8Array(piece);
      for (let at = 0; at < bytes.length; at += piece) {
        const chunk = bytes.subarray(at, at + piece);
        buffer.set(chunk);
        yield await Promise.resolve(buffer.subarray(0, chunk.length));
      }
    },
  };
}

function rowsOf(segment: RowsSegment): string[][] {
  const rows: string[][] = [];
  let c = 0;
  for (const end of segment.rowEnds) {
    const cells: string[] = [];
    for (; c < end; c++)
      cells[segment.cellColumns[c]!] = decode(
        segment.bytes,
        cellStart(segment.cellEnds, c),
        segment.cellEnds[c],
      );
    rows.push(cells);
  }
  return rows;
}

/** What a format reads of a table, row by row, with the numbers of the rows. */
async function read(format: string, source: Source): Promise<{ rows: string[][]; numbers: number[] }> {
  const rows: string[][] = [];
  const numbers: number[] = [];
  await FORMATS.find(({ name }) => name === format)!.read!(
    source,
    {
      segment(segment) {
        if (segment.kind !== 'rows') return;
        rows.push(...rowsOf(segment));
        numbers.push(...segment.rowNumbers);
      },
    },
    { passwords: [] },
  );
  return { rows, numbers };
}

/** Compares tables of many rows: only the first difference is shown. */
function assertSameRows(found: readonly string[][], expected: readonly string[][]): void {
  const at = expected.findIndex((row, r) => JSON.stringify(row) !== JSON.stringify(found[r]));
  if (at >= 0) assert.deepEqual(found[at], expected[at], `row ${at}`);
  assert.equal(found.length, expected.length);
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '8', ';', ',', '"', "'", '\\', '(', ')', '\n', '\t', ' ', '€'),
  maxLength: 9,
});
/** A few rows that are repeated until they fill `size` bytes: windows and segments end anywhere in them. */
const table = fc.record({
  rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 12 }),
  size: fc.constantFrom(0, 0, 40_000, 300_000),
  piece: fc.constantFrom(7, 1_000, 32_769, 1 << 20),
});

function repeated(rows: readonly (readonly string[])[], size: number): string[][] {
  const once = rows.map((row) => [...row]);
  const length = once.flat().join('').length + 9 * rows.length;
  return Array.from({ length: Math.max(1, Math.ceil(size / length)) }, () => once).flat();
}

test('csv: cells come back as they were, quoted only where needed, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, size, piece }) => {
      const all = [['Numéro', 'Nom', 'Ville'], ...repeated(rows, size)];
      const quote = (text: string): string =>
        /["\n;]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
      const text = all.map((row) => row.map(quote).join(';')).join('\r\n');
      const { rows: found, numbers } = await read('csv', inPieces(Buffer.from(text), 'a.csv', piece));
      assertSameRows(found, all);
      let line = 1;
      assert.deepEqual(
        numbers,
        all.map((row) => {
          const first = line;
          line += row.join(';').split('\n').length;
          return first;
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test('csv: empty lines are no rows, and the lines behind them keep their numbers', async () => {
  const { rows, numbers } = await read('csv', inPieces(Buffer.from('a;b\n\n\n1;2\n\n3;4\n'), 'a.csv', 3));
  assert.deepEqual(rows, [
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
  assert.deepEqual(numbers, [1, 4, 6]);
});

/** A line end or tab inside a cell becomes a blank. */
const flat = (text: string): string => text.replace(/[\n\t]/g, ' ');

test('sql: values of INSERT come back as they were, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, size, piece }) => {
      const all = repeated(rows, size);
      const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
      const tuple = ([a, b, c]: string[], i: number): string =>
        `(${i},${quote(a!)}, NULL ,to_date(${quote(b!)},'DD'),${quote(c!)})`;
      const statements = [all.slice(0, 5), all.slice(5)].filter((part) => part.length > 0);
      const text = statements.map(
        (part) => `INSERT INTO t (i,a,n,b,c) VALUES ${part.map(tuple).join(',\n')};\n`,
      );
      const { rows: found } = await read('sql', inPieces(Buffer.from(text.join('')), 'a.sql', piece));
      assertSameRows(
        found,
        statements.flatMap((part) =>
          part.map(([a, b, c], i) => [
            String(i),
            a!.replaceAll('\n', ' '),
            '',
            b!.replaceAll('\n', ' '),
            c!.replaceAll('\n', ' '),
          ]),
        ),
      );
    }),
    { numRuns: 25 },
  );
});

test('sql: a value that is cut into pieces is whole wherever the room for rows ends', async () => {
  for (let shift = 0; shift < 24; shift++) {
    const text = (n: number): string => 'x'.repeat(n === 0 ? shift : 5);
    const tuples = Array.from({ length: 1_800 }, (_, n) => `(  123456789  ,'${text(n)}')`);
    const source = inPieces(Buffer.from(`INSERT INTO t VALUES ${tuples.join(',')};`), 'a.sql', 7);
    const { rows: found } = await read('sql', source);
    assertSameRows(
      found,
      tuples.map((_, n) => ['123456789', text(n)]),
    );
  }
});

test('sql: lines of COPY come back as they were, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, size, piece }) => {
      const all = repeated(rows, size);
      const escape = (text: string): string =>
        text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
      const text = `COPY t (a, b, c) FROM stdin;\n${all.map((row) => row.map(escape).join('\t')).join('\n')}\n\\.\n`;
      const { rows: found } = await read('sql', inPieces(Buffer.from(text), 'a.sql', piece));
      assertSameRows(
        found,
        all.map((row) => row.map(flat)),
      );
    }),
    { numRuns: 25 },
  );
});

test('sql: what stands behind the tuples of an INSERT is not taken for tuples', async () => {
  const text =
    "INSERT INTO t VALUES (1,'a')\nON DUPLICATE KEY UPDATE a='(x)';\nINSERT INTO t VALUES (2,'b');\n";
  assert.deepEqual((await read('sql', inPieces(Buffer.from(text), 'a.sql', 11))).rows, [
    ['1', 'a'],
    ['2', 'b'],
  ]);
});

test('sql: a script of SQL Server ends its statements without a semicolon', async () => {
  const text = [
    'CREATE TABLE [dbo].[Patients]([Id] [int] NOT NULL,[Nom] [nvarchar](40),[Ne] [datetime])',
    'GO',
    "INSERT [dbo].[Patients] ([Id], [Nom], [Ne]) VALUES (1, N'd''Exemple', CAST(N'1984-07-14T00:00:00.000' AS DateTime))",
    "INSERT [dbo].[Patients] ([Id], [Nom], [Ne]) VALUES (2, N'Modèle', NULL)",
    'GO',
  ].join('\r\n');
  for (const piece of [7, 64, 4096])
    assert.deepEqual((await read('sql', inPieces(Buffer.from(text), 'a.sql', piece))).rows, [
      ['1', "d'Exemple", '1984-07-14T00:00:00.000'],
      ['2', 'Modèle', ''],
    ]);
});

test('csv: titles above a table do not hide it, whatever the file is called', () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${4000 + i}|FANETTI|Marie|14/07/1984`);
  const text = ['Centre hospitalier', 'Suivi, édité le 3 mars 2019', '', 'NIP|Nom|Prénom|DDN', ...rows].join(
    '\n',
  );
  const recognised = (name: string): number =>
    FORMATS.find((format) => format.name === name)!.recognise(Buffer.from(text), 'txt');
  assert.ok(recognised('csv') > recognised('txt'));
});

test('csv: sentences with as many commas each are no table, rows with blanks behind their commas are one', () => {
  const lines = (line: (i: number) => string): Buffer =>
    Buffer.from(Array.from({ length: 20 }, (_, i) => line(i)).join('\n\n'));
  const sentences = lines((i) => `Vu ce jour Mme EXEMPLE${i}, née le 14/07/1984, en consultation.`);
  const rows = lines((i) => `EXEMPLE${i}, Jeanne, 14/07/1984`);
  assert.equal(csv.recognise(sentences, 'txt'), 0);
  assert.ok(csv.recognise(rows, 'txt') > 0);
  assert.ok(csv.recognise(sentences, 'csv') > 0);
});

test('json: an array is one, a log whose lines begin with a date in brackets is none', () => {
  const json = FORMATS.find(({ name }) => name === 'json')!;
  const recognised = (text: string): boolean => json.recognise(encode(text), 'txt') > 0;
  for (const text of ['[1, 2]', '[ {"a": 1} ]', '{"a": 1}', '[]', '{}', '["a"]', '[null]', '[-1.5e3]'])
    assert.ok(recognised(text), text);
  for (const text of ['[2023-11-29 09:13] -> 0612345678', '[main] INFO start', '{toto}', '[12:30] bonjour'])
    assert.ok(!recognised(text), text);
});

test('csv: a quote in the middle of a line opens no cell: the data behind the head of a control file are a table', () => {
  const head = ['LOAD DATA', 'INFILE *', `FIELDS TERMINATED BY '|' OPTIONALLY ENCLOSED BY '"'`, 'BEGINDATA'];
  const rows = Array.from({ length: 9 }, (_, i) => `${84_000_001 + i}|FANETTI||MARIE|19840714`);
  assert.ok(csv.recognise(encode([...head, ...rows, ''].join('\n')), 'ctl') > 0);
});

test('listing: rows come back as they were below any ruler, wherever the stream is cut', async () => {
  const word = fc.stringMatching(/^[A-Z0-9](?:[A-Z0-9' ]{0,8}[A-Z0-9])?$/);
  const table = fc
    .integer({ min: 3, max: 7 })
    .chain((columns) => fc.array(fc.array(word, { minLength: columns, maxLength: columns }), { minLength: 3, maxLength: 12 })); // prettier-ignore
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('-', '='),
      async (cells, piece, sign) => {
        const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
        const lines = cells.map((row) => row.map((cell, c) => cell.padEnd(widths[c]!)).join('  '));
        const ruler = widths.map((width) => sign.repeat(width)).join('  ');
        const bytes = encode([lines[0]!, ruler, ...lines.slice(1), ''].join('\r\n'));
        assert.ok(listing.recognise(bytes, 'lst') > 0);
        const { rows } = await read('listing', inPieces(bytes, 'x.lst', piece));
        assert.deepEqual(rows.slice(1), cells.slice(1));
      },
    ),
  );
});

test('listing: rules in prose and below titles are none', () => {
  for (const text of [
    'Compte rendu\n----- ----- -----\nLe patient est sorti ce jour avec son traitement.\nRevu demain.\n',
    'Titre\n=====\nPremier alinéa de la lettre.\nSecond alinéa.\n',
    '--- --- ---\na b c\n',
  ])
    assert.equal(listing.recognise(encode(text), 'txt'), 0, text);
});
