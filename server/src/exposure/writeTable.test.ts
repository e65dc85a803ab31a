import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { createReader } from '../read/childReader.ts';
import { settleTestWall } from '../testWall.ts';
import { decode } from '../text/windows1252.ts';
import { csvCell } from './csvText.ts';
import { type Line, writeTable } from './writeTable.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function* lines(list: readonly Line[]): AsyncGenerator<Line> {
  yield* await Promise.resolve(list);
}

test('csvCell never begins with what a spreadsheet takes for a formula', () => {
  for (const text of ['=1+1', '+33612', '-5', '@SUM(A1)', '\t=1', '\r=1', '＝1'])
    assert.match(csvCell(text), /^"?'/);
  fc.assert(fc.property(fc.string(), (text) => assert.doesNotMatch(csvCell(text), /^"?[=+\-@\t\r\n]/)));
});

test('csvCell leaves numbers and ordinary texts alone', () => {
  assert.equal(csvCell(-1), '-1');
  assert.equal(csvCell('Feuil1!R12'), 'Feuil1!R12');
  assert.equal(csvCell('a;"b"'), '"a;""b"""');
  assert.equal(csvCell([2011, 2019]), '2011-2019');
  assert.equal(csvCell(['name', 'phone']), 'name phone');
});

test('writeTable writes an XLSX whose cells read back as texts, formulas included', async () => {
  const path = join(folder, 'out.xlsx');
  const count = await writeTable(
    lines([
      { a: '=HYPERLINK("x")', b: 7 },
      { a: 'é & <b>', b: null },
    ]),
    ['a', 'b'],
    'xlsx',
    path,
    new PassThrough(),
  );
  assert.equal(count, 2);
  const reader = createReader({ wall: await settleTestWall() });
  const cells: string[] = [];
  for await (const event of reader.read(Buffer.from(path), [[]]))
    if (event.kind === 'rows') cells.push(decode(event.bytes));
  await reader.close();
  assert.equal(cells.join(''), 'a\tb\t=HYPERLINK("x")\t7\té & <b>\t');
});

test('writeTable leaves nothing when the lines break off', async () => {
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* broken(): AsyncGenerator<Line> {
    yield { a: 1 };
    throw new Error('broken');
  }
  const before = await readdir(folder);
  await assert.rejects(
    writeTable(broken(), ['a'], 'jsonl', join(folder, 'half.jsonl'), new PassThrough()),
    /broken/,
  );
  assert.deepEqual(await readdir(folder), before);
});

test('writeTable writes CSV with mark, semicolons and CRLF', async () => {
  const path = join(folder, 'out.csv');
  await writeTable(lines([{ a: 'x', b: 'y' }]), ['a', 'b'], 'csv', path, new PassThrough());
  assert.equal(await readFile(path, 'utf8'), '\ufeffa;b\r\nx;y\r\n');
});
