import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cabHeaders } from './cabHeaders.ts';
import { cab } from './formats/cab.ts';
import { sample as cabSample } from './formats/samples/cab.ts';
import { sample as isoSample } from './formats/samples/iso.ts';
import { rarFile } from './formats/samples/rar.ts';
import { isoFiles } from './isoDirectory.ts';
import { rarHeaders } from './rarHeaders.ts';
import { readForTest } from './readForTest.ts';
import { memorySource, syncMemory } from './source.ts';

/** A cabinet of one file whose content begins in the cabinet before. */
function furtherCabinet(name: string): Buffer {
  const head = Buffer.alloc(36);
  head.write('MSCF\0\0\0\0', 'latin1');
  head.writeUInt32LE(36, 16);
  head.writeUInt16LE(1, 28);
  const entry = Buffer.alloc(16);
  entry.writeUInt16LE(0xfffd, 8);
  return Buffer.concat([head, entry, Buffer.from(`${name}\0`)]);
}

test('cab lists a file whose content begins in a cabinet that is not there', async () => {
  const { members, fates } = await readForTest(cab, memorySource(furtherCabinet('fiche.txt'), 'b.cab'));
  assert.deepEqual(
    members.map(({ displayName, fate, reason }) => [displayName, fate, reason]),
    [['fiche.txt', 'corrupt', 'missing_volume']],
  );
  assert.deepEqual(fates, ['', 'read_in_part missing_volume']);
});

test('cabHeaders gives the names of a whole cabinet and ends on changed bytes', () => {
  assert.deepEqual(
    [...cabHeaders(syncMemory(cabSample.bytes))].map(({ name }) => Buffer.from(name).toString()),
    cabSample.members,
  );
  fc.assert(
    fc.property(fc.nat(cabSample.bytes.length - 1), fc.nat(255), (at, value) => {
      const bytes = Buffer.from(cabSample.bytes);
      bytes[at] = value;
      assert.ok([...cabHeaders(syncMemory(bytes))].length <= 0xffff);
    }),
  );
});

test('isoFiles gives the paths of an image and where their contents lie', () => {
  const bytes = syncMemory(isoSample.bytes);
  const files = [...isoFiles(bytes)];
  assert.deepEqual(
    files.map(({ path }) => path),
    isoSample.members,
  );
  assert.match(Buffer.from(bytes.read(files[0]!.offset, files[0]!.size)).toString(), /Jeanne/);
});

test('isoFiles comes to an end whatever stands in an image, also where folders name each other', () => {
  const looping = Buffer.from(isoSample.bytes);
  const record = looping.indexOf(Buffer.from('été', 'utf16le').swap16()) - 33;
  // The file becomes a folder, and is the one in which it stands.
  looping[record + 25] = 2;
  looping.writeUInt32LE(Math.floor(record / 2048), record + 2);
  assert.deepEqual([...isoFiles(syncMemory(looping))], []);
  fc.assert(
    fc.property(fc.integer({ min: 0x8000, max: isoSample.bytes.length - 1 }), fc.nat(255), (place, value) => {
      const bytes = Buffer.from(isoSample.bytes);
      bytes[place] = value;
      assert.ok([...isoFiles(syncMemory(bytes))].length < 1000);
    }),
  );
});

test('rarHeaders goes on behind the padding of a volume', () => {
  const [first, second] = ['a.txt', 'b.txt'].map((name) => rarFile([{ name, bytes: Buffer.from('un') }]));
  const volumes = Buffer.concat([first!, Buffer.alloc(1000), second!]);
  assert.deepEqual(
    [...rarHeaders(syncMemory(volumes))].map(({ name }) => Buffer.from(name).toString()),
    ['a.txt', 'b.txt'],
  );
});
