import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Segment } from '../segment.ts';
import { memorySource } from '../source.ts';
import { decompressRtf } from './compressedRtf.ts';
import type { MapiItem } from './mapiItem.ts';
import { dayText, MapiProperties, type MapiProperty, MULTIPLE, PROPERTY_TYPE } from './mapiProperties.ts';
import { readRtfBody } from './rtfBody.ts';
import { readTnef } from './tnefItem.ts';
import { writeMapiItem } from './writeMapiItem.ts';
import { writeTnef } from './writeTnef.ts';

test('decompressRtf: the example of the specification (MS-OXRTFCP 3.1.1)', () => {
  const packed = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062770 5b06c647d0a800fa0'.replaceAll(
      ' ',
      '',
    ),
    'hex',
  );
  assert.equal(
    Buffer.from(decompressRtf(packed)!).toString(),
    '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
  );
});

test('readRtfBody: HTML in RTF comes out as it was, RTF as lines of text', () => {
  const html = readRtfBody(
    Buffer.from(
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\b\\htmlrtf0 n\\'e9e\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}}",
    ),
  );
  assert.deepEqual(html, { kind: 'html', text: '<p>née</p>' });
  const rtf = readRtfBody(
    Buffer.from(
      "{\\rtf1\\ansi{\\info{\\author X}}N\\'e9e le\\tab 14\\u8239?juillet\\par{\\*\\cache non}fin\\cell{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt ici}}}",
    ),
  );
  assert.deepEqual(rtf, { kind: 'text', text: 'Née le\t14\u202fjuillet\nfin\tici' });
});

/** Records that are plain objects. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

const property: fc.Arbitrary<MapiProperty> = fc.oneof(
  record({
    id: fc.integer({ min: 1, max: 0x7000 }),
    type: fc.constant(PROPERTY_TYPE.binary),
    name: fc.constant(null),
    data: fc.uint8Array({ maxLength: 30 }),
  }),
  record({
    id: fc.integer({ min: 1, max: 0x7000 }),
    type: fc.constant(PROPERTY_TYPE.int32),
    name: fc.constant(null),
    data: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  }),
  record({
    id: fc.integer({ min: 0x8000, max: 0xfffe }),
    type: fc.constant(MULTIPLE | PROPERTY_TYPE.unicode),
    name: record({
      set: fc.constant('ab'.repeat(16)),
      id: fc.oneof(fc.nat(), fc.string({ minLength: 1, maxLength: 8 })),
    }),
    data: fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 3 }),
  }),
);

test('readTnef: gives back the item that writeTnef wrote, with what hangs on it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(property, { maxLength: 8 }),
      fc.uint8Array({ maxLength: 50 }),
      async (list, data) => {
        const inner: MapiItem = {
          properties: new MapiProperties(list),
          recipients: [],
          attachments: [],
          damaged: false,
        };
        const outer: MapiItem = {
          properties: new MapiProperties(list),
          recipients: [new MapiProperties(list)],
          attachments: [
            {
              properties: new MapiProperties(list),
              data: { size: data.length, open: () => once(data) },
              item: null,
            },
            { properties: new MapiProperties([]), data: null, item: () => Promise.resolve(inner) },
          ],
          damaged: false,
        };
        const written = await writeTnef(outer);
        const bytes = Buffer.concat(await Array.fromAsync(written.open(), (chunk) => chunk.slice()));
        assert.equal(bytes.length, written.size);
        const found = await readTnef(memorySource(bytes, ''));
        assert.ok(!found.damaged);
        const again = await found.attachments[1]!.item!();
        for (const properties of [found.properties, found.recipients[0]!, again.properties])
          assert.deepEqual(plain(properties.list), plain(list));
        const chunks = await Array.fromAsync(found.attachments[0]!.data!.open(), (chunk) => chunk.slice());
        assert.deepEqual(Buffer.concat(chunks), Buffer.from(data));
      },
    ),
    { numRuns: 50 },
  );
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Properties with their values in hex. */
function plain(list: readonly MapiProperty[]): unknown[] {
  return list.map(({ data, ...rest }) => ({
    ...rest,
    data:
      data instanceof Uint8Array
        ? Buffer.from(data).toString('hex')
        : data.map((value) => Buffer.from(value).toString('hex')),
  }));
}

test('dayText: a birthday that was stored as its local midnight in UTC is that day', () => {
  assert.equal(dayText(Date.UTC(1984, 6, 13, 22)), '14/07/1984');
  assert.equal(dayText(Date.UTC(1984, 6, 14)), '14/07/1984');
  assert.equal(dayText(Date.UTC(1984, 6, 14, 4)), '14/07/1984');
  assert.equal(dayText(null), '');
});

function text(id: number, value: string): MapiProperty {
  return { id, type: PROPERTY_TYPE.unicode, name: null, data: Buffer.from(value, 'utf16le') };
}

test('writeMapiItem: a contact is a row whose columns say what they hold, and its notes are about that person', async () => {
  const segments: Segment[] = [];
  const properties = new MapiProperties([
    text(0x001a, 'IPM.Contact'),
    text(0x3a11, 'EXEMPLE'),
    text(0x3a06, 'Jeanne'),
    text(0x1000, 'Diabète'),
  ]);
  await writeMapiItem(
    { properties, recipients: [], attachments: [], damaged: false },
    { segment: (segment) => void segments.push(segment) },
  );
  const columns = segments.find((segment) => segment.kind === 'columns')!;
  assert.ok(columns.subject);
  assert.deepEqual(
    columns.declared!.slice(0, 3).map(({ role }) => role),
    ['full_name', 'surname', 'given_names'],
  );
  assert.deepEqual(
    segments.map(({ kind }) => kind),
    ['part', 'columns', 'rows', 'part', 'text'],
  );
});

const CORPUS = fileURLToPath(
  new URL('../../../../../shared/corpora/formats/mail/UnitTests/TestData/tnef', import.meta.url),
);

test(
  'readTnef: files of real programs give the attachments that others found',
  { skip: !existsSync(CORPUS) },
  async () => {
    const lists = (await readdir(CORPUS)).filter((file) => file.endsWith('.list'));
    assert.ok(lists.length > 5);
    for (const file of lists) {
      const expected = (await readFile(`${CORPUS}/${file}`, 'utf8'))
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('body.'));
      const item = await readTnef(
        memorySource(await readFile(`${CORPUS}/${file.replace('.list', '.tnef')}`), ''),
      );
      const names = item.attachments.map(
        ({ properties }) => properties.text(0x3707) || properties.text(0x3704),
      );
      assert.deepEqual(names.sort(), expected.sort(), file);
    }
  },
);
