import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReadFault, type SyncBytes } from './format.ts';
import { sample as cpio } from './formats/samples/cpio.ts';
import { rarFile } from './formats/samples/rar.ts';
import { Archive } from './libarchive.ts';
import { syncMemory } from './source.ts';

async function names(bytes: SyncBytes): Promise<Buffer[]> {
  const archive = await Archive.open(bytes);
  const found: Buffer[] = [];
  for (let entry = archive.next(); entry !== null; entry = archive.next())
    found.push(Buffer.from(entry.name));
  archive.close();
  return found;
}

test('Archive gives the bytes of names as they are stored, accents and what is no UTF-8', async () => {
  assert.deepEqual(await names(syncMemory(cpio.bytes)), [
    Buffer.from('dossier'),
    Buffer.from('dossier/été.txt'),
  ]);
  const bytes = Buffer.from(cpio.bytes);
  const at = bytes.indexOf(Buffer.from('été.txt'));
  const stored = Buffer.from([0xff, 0x82, 0xe9, 0x80, 0xfe, 0x2e]);
  stored.copy(bytes, at);
  assert.ok((await names(syncMemory(bytes)))[1]!.subarray(8).includes(stored));
});

test('Archive reads pieces where they lie and never the whole file', async () => {
  const content = Buffer.alloc(40 << 20, 'x');
  const bytes = rarFile([{ name: 'grand.txt', bytes: content }]);
  let largest = 0;
  const archive = await Archive.open({
    size: bytes.length,
    read(offset, length) {
      largest = Math.max(largest, length);
      return bytes.subarray(offset, offset + length);
    },
  });
  archive.next();
  let length = 0;
  for (const chunk of archive.content()) length += chunk.length;
  archive.close();
  assert.equal(length, content.length);
  assert.ok(largest <= 1 << 18, String(largest));
});

test('Archive keeps several archives apart that are open at the same time', async () => {
  const one = await Archive.open(syncMemory(rarFile([{ name: 'a.txt', bytes: Buffer.from('un') }])));
  const two = await Archive.open(syncMemory(rarFile([{ name: 'b.txt', bytes: Buffer.from('deux') }])));
  const entries = [one.next(), two.next()];
  assert.deepEqual(
    entries.map((entry) => Buffer.from(entry!.name).toString()),
    ['a.txt', 'b.txt'],
  );
  assert.equal(Buffer.concat([...two.content()]).toString(), 'deux');
  assert.equal(Buffer.concat([...one.content()]).toString(), 'un');
  one.close();
  two.close();
});

test('Archive does not take a zip that lies unpacked in another archive for the archive', async () => {
  const { zipFile } = await import('../demo/fileWriters.ts');
  const inner = await zipFile([{ name: 'dedans.txt', bytes: Buffer.from('x') }]);
  const found = await names(syncMemory(rarFile([{ name: 'in.zip', bytes: inner }])));
  assert.deepEqual(found.map(String), ['in.zip']);
});

test('Archive answers any bytes with entries or a fault of the file, and goes on to read sound ones', async () => {
  const sound = rarFile([{ name: 'a.txt', bytes: Buffer.from('un') }]);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 40 }), async (bytes, kept) => {
      await names(syncMemory(Buffer.concat([sound.subarray(0, kept), bytes]))).catch((error: unknown) =>
        assert.ok(error instanceof ReadFault, String(error)),
      );
      assert.deepEqual((await names(syncMemory(sound))).map(String), ['a.txt']);
    }),
    { numRuns: 150 },
  );
});
