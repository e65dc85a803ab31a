import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { zipFile } from '../demo/fileWriters.ts';
import { ReadFault } from './format.ts';
import { memorySource } from './source.ts';
import { type ZipEntry, zipEntries } from './zipArchive.ts';

/** What `seq 30` lines of text become: the content of all archives below. */
const TEXT = Array.from({ length: 30 }, (_, i) => `Patiente : EXEMPLE Jeanne, ligne ${i + 1}\n`).join('');

/** Made by 7-Zip. */
const ARCHIVES = {
  methods: {
    deflate64:
      'UEsDBBUAAAAJAKi1eV2dGYG3dwAAAC8EAAAFAAAAbi50eHSN0isOwzAUBVGeVbwFFPhvt9ykaqXA0oCnKlJllP2rS7jDDxrNflyn' +
      'r8vtYfMz3/tr2tOPtfxmv/O73OImSdIka1I0qZo0TbomQ5O7JjEAE4FJwGRgCjAVmAZMB2YAAzqnAAz5OAGTgSnAVGAaMB2YAQzo' +
      'nMP2B1BLAQI/AxUAAAAJAKi1eV2dGYG3dwAAAC8EAAAFACQAAAAAAAAAIICkgQAAAABuLnR4dAoAIAAAAAAAAQAYALEQLaMufd0B' +
      'AAAAAAAAAAAAAAAAAAAAAFBLBQYAAAAAAQABAFcAAACaAAAAAAA=',
    bzip2:
      'UEsDBC4AAAAMAKi1eV2dGYG3kAAAAC8EAAAFAAAAbi50eHRCWmg5MUFZJlNZ+lnb1QAA+t+AABBABH/wAhZAQCKlBAAgAKQMp+qk' +
      'b1T/VR6j1AMAmqqaAaAGgyZXtzzrpOva9SEkkkzlVVVX5Jt+E28Jt4TbyTbl72wWTQDaAQAAAACATb9QyhhQyhxhlD1DCGMNkM4a' +
      'Q1Q+Qzoa4aQxhpDdDSHGGEMIfxdyRThQkPpZ29VQSwECPwMuAAAADACotXldnRmBt5AAAAAvBAAABQAkAAAAAAAAACCApIEAAAAA' +
      'bi50eHQKACAAAAAAAAEAGACxEC2jLn3dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEAAQBXAAAAswAAAAAA',
    lzma:
      'UEsDBD8AAgAOAKi1eV2dGYG3eQAAAC8EAAAFAAAAbi50eHQaAgUAXQAQAAAAKBhKhqsEa5ALlojHTGNr/7FZZH1iuh3qogdQaXt2' +
      'O0/TaKfEdN/boT2tIfcjcI6aqdthoKGPivGkmDSa9nhGX/E8yX3AEcPzEiC9mP948OzLnBq3F8ZYHDDinY2H2kV9DQMKq1+R2nFh' +
      'ff/5g8pAUEsBAj8DPwACAA4AqLV5XZ0Zgbd5AAAALwQAAAUAJAAAAAAAAAAggKSBAAAAAG4udHh0CgAgAAAAAAABABgAsRAtoy59' +
      '3QEAAAAAAAAAAAAAAAAAAAAAUEsFBgAAAAABAAEAVwAAAJwAAAAAAA==',
    xz:
      'UEsDBBQAAABfAKi1eV2dGYG3qAAAAC8EAAAFAAAAbi50eHT9N3pYWgAAAWki3jYCACEBAAAAADcnl9bgBC4Aal0AKBhKhqsEa5AL' +
      'lojHTGNr/7FZZH1iuh3qogdQaXt2O0/TaKfEdN/boT2tIfcjcI6aqdthoKGPivGkmDSa9nhGX/E8yX3AEcPzEiC9mP948OzLnBq3' +
      'F8ZYHDDinY2H2kV9DQMKq1+Ry1IBAAAAAJ0ZgbcAAYIBrwgAAFUQVrY+MA2LAgAAAAABWVpQSwECPwMUAAAAXwCotXldnRmBt6gA' +
      'AAAvBAAABQAkAAAAAAAAACCApIEAAAAAbi50eHQKACAAAAAAAAEAGACxEC2jLn3dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEA' +
      'AQBXAAAAywAAAAAA',
    ppmd:
      'UEsDBD8AAABiAKi1eV2dGYG3XQAAAC8EAAAFAAAAbi50eHQLEFATcvTfkikCbS756FKttGH/12G+kkr43/+FiN2y5FOjKxwZSDRc' +
      'trGZ7JhW4tFXyP2bvH2D0/l98KeYoEvO+00Lg6lGQllJX7DH+yIzDn1Kqt9hk7YsVoueAABQSwECPwM/AAAAYgCotXldnRmBt10A' +
      'AAAvBAAABQAkAAAAAAAAACCApIEAAAAAbi50eHQKACAAAAAAAAEAGACxEC2jLn3dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEA' +
      'AQBXAAAAgAAAAAAA',
  },
  aes:
    'UEsDBDMAAQBjAKi1eV0AAAAAlQAAAC8EAAAFAAsAbi50eHQBmQcAAgBBRQMIADVV26SKNReUo1nGKIlqTvcdQtMn4Wf5h8gvX5CF' +
    'yqTdLLvWh06k9oGrZL3CndFMbNAu/lmuOOwMGUPbAgN+nXDBM42Tec3rqiI0W7T7hxwSX+Z0Yb/xO+KpZH7jTtx/ICS8ObPa//+P' +
    '4WEtxbe37Z2NkGmMmjPBnWUyCgaEdxCVWwfrYTgQnhRz5sUJsp2PFUjbHEBiUEsBAj8DMwABAGMAqLV5XQAAAACVAAAALwQAAAUA' +
    'LwAAAAAAAAAggKSBAAAAAG4udHh0CgAgAAAAAAABABgAsRAtoy593QEAAAAAAAAAAAAAAAAAAAAAAZkHAAIAQUUDCABQSwUGAAAA' +
    'AAEAAQBiAAAAwwAAAAAA',
  traditional:
    'UEsDBBQAAQAIAKi1eV2dGYG3hQAAAC8EAAAFAAAAbi50eHRHok1Jt/yMQbT2AM/C7GabH/HdCd2Hjq2fKOoQ/0luw9zEm6ndFUuZ' +
    '5oTz2m3Jl9VX+zlYfI7YUp9w/8T8vI05vWl59dsFR7MbwkWgc/8a1eZpoWrZi8zwsKK99sL2AuTULtxa7yqvt9yWtZyVJ/3QtqRP' +
    't4rDHsg83paltiB9ak9i45QAUEsBAj8DFAABAAgAqLV5XZ0ZgbeFAAAALwQAAAUAJAAAAAAAAAAggKSBAAAAAG4udHh0CgAgAAAA' +
    'AAABABgAsRAtoy593QEAAAAAAAAAAAAAAAAAAAAAUEsFBgAAAAABAAEAVwAAAKgAAAAAAA==',
};

interface Found {
  readonly entries: readonly ZipEntry[];
  readonly texts: readonly string[];
  readonly fault: ReadFault | null;
}

/** All entries with what comes out of them; a fault is what ends the walk. */
async function walk(bytes: Uint8Array, passwords: readonly string[] = []): Promise<Found> {
  const entries: ZipEntry[] = [];
  const texts: string[] = [];
  try {
    for await (const entry of zipEntries(memorySource(bytes, 'a.zip'), passwords)) {
      entries.push(entry);
      texts.push(await textOf(entry));
    }
  } catch (error) {
    assert.ok(error instanceof ReadFault, String(error));
    return { entries, texts, fault: error };
  }
  return { entries, texts, fault: null };
}

/** What can be had, with the reason of the fault behind it. */
async function textOf(entry: ZipEntry): Promise<string> {
  let text = '';
  try {
    for await (const chunk of entry.open()) text += Buffer.from(chunk).toString();
    return text;
  } catch (error) {
    assert.ok(error instanceof ReadFault, String(error));
    return `${text}<${error.fate} ${error.reason}>`;
  }
}

const names = ({ entries }: Found): string[] => entries.map(({ displayName }) => displayName);

const three = (): Promise<Buffer> =>
  zipFile(['a', 'b', 'c'].map((name) => ({ name: `${name}.txt`, bytes: Buffer.from(name.repeat(100)) })));

for (const [method, archive] of Object.entries(ARCHIVES.methods))
  test(`zip: an entry packed with ${method} is unpacked and checked`, async () => {
    const bytes = Buffer.from(archive, 'base64');
    assert.deepEqual((await walk(bytes)).texts, [TEXT]);
    bytes[60]! ^= 0x55;
    assert.match((await walk(bytes)).texts[0]!, /<corrupt \w+>$/);
  });

test('zip: an entry packed with Zstandard is unpacked and checked', async () => {
  const packed = zstdCompressSync(Buffer.from(TEXT));
  const bytes = await zipFile([{ name: 'mimetype', bytes: packed }]);
  for (const [signature, at] of [
    ['PK\u0003\u0004', 8],
    ['PK\u0001\u0002', 10],
  ] as const) {
    const head = bytes.indexOf(Buffer.from(signature, 'latin1'));
    bytes.writeUInt16LE(93, head + at);
    bytes.writeUInt32LE(crc32(TEXT), head + at + 6);
  }
  assert.deepEqual((await walk(bytes)).texts, [TEXT]);
});

for (const [kind, archive] of Object.entries({ AES: ARCHIVES.aes, traditional: ARCHIVES.traditional }))
  test(`zip: ${kind} encryption opens with the right password among others, and never with a wrong one`, async () => {
    const bytes = Buffer.from(archive, 'base64');
    assert.deepEqual((await walk(bytes, ['faux', 'sesame'])).texts, [TEXT]);
    const locked = await walk(bytes, ['faux', 'Sesame', '']);
    assert.deepEqual([locked.entries[0]!.encrypted, locked.texts], [true, ['<encrypted password_needed>']]);
  });

test('zip: traditional encryption gives no garbage to any of 600 wrong passwords, of which some pass the check byte', async () => {
  const bytes = Buffer.from(ARCHIVES.traditional, 'base64');
  const wrong = Array.from({ length: 600 }, (_, i) => `faux ${i}`);
  assert.equal((await walk(bytes, wrong)).entries[0]!.encrypted, true);
});

test('zip: a directory that is cut or gone is replaced by the local headers', async () => {
  const bytes = await three();
  const directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  for (const cut of [directory, directory + 10, bytes.length - 1]) {
    const found = await walk(bytes.subarray(0, cut));
    assert.deepEqual(names(found), ['a.txt', 'b.txt', 'c.txt']);
    assert.deepEqual(
      found.texts,
      ['a', 'b', 'c'].map((letter) => letter.repeat(100)),
    );
    assert.equal(found.fault?.fate, 'read_in_part');
  }
});

test('zip: noise behind a signature is no entry', async () => {
  const bytes = Buffer.from('504b0304290807a80ae16364'.padEnd(2_000, '7aa5155b4c694cbc49'), 'hex');
  const found = await walk(bytes);
  assert.deepEqual(names(found), []);
  assert.equal(found.fault?.fate, 'corrupt');
});

test('zip: an entry packed in a way that nobody knows is listed by its name', async () => {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt16LE(0x300c, 8);
  header.writeUInt16LE(4, 26);
  const found = await walk(Buffer.concat([header, Buffer.from('0000'), Buffer.alloc(20, '0')]));
  assert.deepEqual(names(found), ['0000']);
  assert.equal(found.fault?.fate, 'read_in_part');
});

test('zip: an entry that the directory does not name is found behind those that it names', async () => {
  const bytes = await three();
  const first = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  const second = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'), first + 4);
  const third = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'), second + 4);
  const without = Buffer.concat([bytes.subarray(0, second), bytes.subarray(third)]);
  without.writeUInt32LE(without.readUInt32LE(without.length - 10) - (third - second), without.length - 10);
  const found = await walk(without);
  assert.deepEqual(names(found), ['a.txt', 'c.txt', 'b.txt']);
  assert.equal(found.texts[2], 'b'.repeat(100));
});

test('zip: bytes before and behind the archive do not matter', async () => {
  const bytes = Buffer.concat([Buffer.alloc(777, 0x90), await three(), Buffer.alloc(100_000)]);
  const found = await walk(bytes);
  assert.deepEqual(names(found), ['a.txt', 'b.txt', 'c.txt']);
  assert.equal(found.texts[1], 'b'.repeat(100));
});

test('zip: a wrong checksum is told after all that could be unpacked', async () => {
  const bytes = await three();
  for (const signature of ['PK\u0003\u0004', 'PK\u0001\u0002']) {
    const head = bytes.indexOf(Buffer.from(signature, 'latin1'));
    bytes.writeUInt32LE(1, head + (signature.charCodeAt(2) === 3 ? 14 : 16));
  }
  assert.equal((await walk(bytes)).texts[0], `${'a'.repeat(100)}<corrupt bad_compression>`);
});

test('zip: an entry larger than it says comes out whole', async () => {
  const bytes = await three();
  const head = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  bytes.writeUInt32LE(7, head + 24);
  assert.equal((await walk(bytes)).texts[0], 'a'.repeat(100));
});

test('zip: names that are no UTF-8 are read as DOS or Windows wrote them, whatever their flag says', async () => {
  for (const flag of [0, 0x800])
    for (const [byte, letter] of [
      [0x82, 'é'],
      [0xe9, 'é'],
    ] as const) {
      const bytes = await zipFile([{ name: 'r_sum_.txt', bytes: Buffer.from('x') }]);
      const stored = Buffer.from([
        ...Buffer.from('r'),
        byte,
        ...Buffer.from('sum'),
        byte,
        ...Buffer.from('.txt'),
      ]);
      for (const signature of ['PK\u0003\u0004', 'PK\u0001\u0002']) {
        const head = bytes.indexOf(Buffer.from(signature, 'latin1'));
        bytes.writeUInt16LE(flag, head + (signature.charCodeAt(2) === 3 ? 6 : 8));
        stored.copy(bytes, head + (signature.charCodeAt(2) === 3 ? 30 : 46));
      }
      const [entry] = (await walk(bytes)).entries;
      assert.equal(entry!.displayName, `r${letter}sum${letter}.txt`);
      assert.deepEqual(Buffer.from(entry!.name), stored);
    }
});

test('zip: whatever is changed, each entry that the directory still names is listed, and nothing but a fault of the file comes out', async () => {
  const bytes = await zipFile(
    Array.from({ length: 6 }, (_, i) => ({
      name: `f${i}.txt`,
      bytes: deflateRawSync(Buffer.from(TEXT.repeat(i))),
    })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { maxLength: 5 }),
      async (changes) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        await walk(changed, ['x']);
      },
    ),
    { numRuns: 200 },
  );
});
