import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { zipFile } from '../../demo/fileWriters.ts';
import type { Source } from '../format.ts';
import type { ListedItem } from '../reader.ts';
import { TEST_PNG } from '../scans/testPicture.ts';
import { memorySource } from '../source.ts';
import { DEPTH_LIMIT } from './limits.ts';
import { listFile } from './listFile.ts';

const CONTEXT = { passwords: [] };

/** The items of a file, the last word on each. */
async function listed(source: Source): Promise<ListedItem[]> {
  const items = new Map<string, ListedItem>();
  await listFile({ source, own: source }, { leftOut: [], announceFrom: null }, CONTEXT, (frame) => {
    if (frame.kind === 'listed') items.set(frame.item.chain.join('/'), frame.item);
  });
  return [...items.values()];
}

const fates = (items: readonly ListedItem[]): string[] =>
  items.map(({ displayName, fate, reason }) => `${displayName} ${fate ?? '-'} ${reason}`.trimEnd());

test('listFile gives the hash of what can be had of a cut content, and lists what a cut archive still holds', async () => {
  const inner = await zipFile([
    { name: 'a.txt', bytes: Buffer.from('un') },
    { name: 'b.txt', bytes: Buffer.from('deux') },
  ]);
  const packed = gzipSync(inner, { level: 0 });
  const items = await listed(memorySource(packed.subarray(0, packed.length - 40), 'in.zip.gz'));
  assert.deepEqual(fates(items), ['in.zip.gz -', 'in.zip read_in_part truncated', 'a.txt -', 'b.txt -']);
  // The file itself is hashed by whoever asks.
  assert.ok(items.every(({ chain, sha256 }) => (sha256 === null) === (chain.length === 0)));
});

test('listFile follows containers to the limit of depth and says where it stopped', async () => {
  let bytes = await zipFile([{ name: 'fond.txt', bytes: Buffer.from('x') }]);
  for (let level = 0; level < DEPTH_LIMIT + 2; level++) bytes = await zipFile([{ name: 'in.zip', bytes }]);
  const items = await listed(memorySource(bytes, 'out.zip'));
  assert.equal(items.length, DEPTH_LIMIT + 1);
  assert.deepEqual(
    items.filter(({ fate }) => fate !== null).map(({ reason }) => reason),
    ['depth_limit'],
  );
});

test('listFile unpacks no more than the limit; members behind it are listed by name', async () => {
  const endless: Source = {
    ...memorySource(Buffer.from('x'), 'a.bin'),
    whole: null,
    size: null,
    async *stream() {
      const chunk = new Uint8Array(1 << 20);
      for (;;) yield await Promise.resolve(chunk);
    },
  };
  const { zip } = await import('../formats/zip.ts');
  const before = { ...zip };
  const archive = memorySource(await zipFile([{ name: 'a.txt', bytes: Buffer.from('x') }]), 'a.zip');
  const name = (value: string): { name: Uint8Array; displayName: string } => ({
    name: Buffer.from(value),
    displayName: value,
  });
  Object.assign(zip, {
    async *members() {
      yield { ...name('avant.txt'), source: memorySource(Buffer.from('avant'), 'avant.txt') };
      yield { ...name('sans fin'), source: await Promise.resolve(endless) };
      yield { ...name('après.txt'), source: memorySource(Buffer.from('après'), 'après.txt') };
    },
  });
  try {
    assert.deepEqual(fates(await listed(archive)), [
      'a.zip read_in_part size_limit',
      'avant.txt -',
      'sans fin read_in_part size_limit',
      'après.txt unsupported size_limit',
    ]);
  } finally {
    Object.assign(zip, before);
  }
});

test('listFile: pictures inside documents are known like any picture, thumbnails are parts of the document', async () => {
  const text = (name: string, content: string): { name: string; bytes: Uint8Array } => ({
    name,
    bytes: Buffer.from(content),
  });
  const picture = (name: string): { name: string; bytes: Uint8Array } => ({ name, bytes: TEST_PNG });
  const documents: Readonly<Record<string, readonly { name: string; bytes: Uint8Array }[]>> = {
    docx: [text('word/document.xml', '<w:document/>'), picture('word/media/image1.png')],
    pptx: [text('ppt/presentation.xml', '<p:presentation/>'), picture('ppt/media/image1.png')],
    xlsx: [text('xl/workbook.xml', '<workbook/>'), picture('xl/media/image1.png')],
    odt: [
      text('mimetype', 'application/vnd.oasis.opendocument.text'),
      text('content.xml', '<office:document-content/>'),
      picture('Pictures/1.png'),
      picture('Thumbnails/thumbnail.png'),
    ],
  };
  const found: string[] = [];
  for (const [extension, entries] of Object.entries(documents))
    for (const item of await listed(memorySource(await zipFile(entries), `a.${extension}`)))
      found.push(`${item.displayName} ${item.format} ${item.fate ?? '-'}`);
  assert.deepEqual(found, [
    'a.docx docx -',
    'word/media/image1.png png -',
    'a.pptx pptx -',
    'ppt/media/image1.png png -',
    'a.xlsx xlsx -',
    'xl/media/image1.png png -',
    'a.odt odt -',
    'Pictures/1.png png -',
  ]);
});

test('listFile looks once at a content that comes often and holds nothing; archives and other extensions are looked at again', async () => {
  const full = await zipFile([{ name: 'a.txt', bytes: Buffer.from('un') }]);
  const items = await listed(
    memorySource(
      await zipFile([
        { name: 'a.txt', bytes: Buffer.from('nom;prénom\n') },
        { name: 'b.txt', bytes: Buffer.from('nom;prénom\n') },
        { name: 'c.csv', bytes: Buffer.from('nom;prénom\n') },
        { name: 'd.zip', bytes: full },
        { name: 'e.zip', bytes: full },
        { name: 'f.bin', bytes: Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0]) },
        { name: 'g.bin', bytes: Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0]) },
      ]),
      'out.zip',
    ),
  );
  assert.deepEqual(
    items.map(({ displayName, format, fate }) => `${displayName} ${format} ${fate ?? '-'}`),
    [
      'out.zip zip -',
      'a.txt txt -',
      'b.txt txt -',
      'c.csv csv -',
      'd.zip zip -',
      'a.txt txt -',
      'e.zip zip -',
      'a.txt txt -',
      'f.bin class not_a_document',
      'g.bin class not_a_document',
    ],
  );
  assert.equal(items[1]!.sha256, items[2]!.sha256);
});

test('listFile announces every member from the item on that it is told, and few before', async () => {
  const bytes = await zipFile(
    Array.from({ length: 300 }, (_, i) => ({ name: `${i}.txt`, bytes: Buffer.from('un') })),
  );
  const announced = async (announceFrom: number | null): Promise<number> => {
    let count = 0;
    const source = memorySource(bytes, 'out.zip');
    await listFile({ source, own: source }, { leftOut: [], announceFrom }, CONTEXT, ({ kind }) => {
      if (kind === 'trying') count++;
    });
    return count;
  };
  assert.equal(await announced(0), 301);
  assert.ok((await announced(201)) >= 101);
  assert.ok((await announced(null)) < 301);
});
