import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Member } from '../format.ts';
import { pst } from '../formats/pst.ts';
import { pstFile, type SampleItem } from '../formats/samples/buildPst.ts';
import { tnef } from '../formats/tnef.ts';
import { readForTest } from '../readForTest.ts';
import { memorySource } from '../source.ts';
import { CRYPT, decodeBlock, encodeBlock } from './decodeBlock.ts';

function message(text: string, attached = 0): SampleItem {
  return {
    properties: [
      [0x001a001f, 'IPM.Note'],
      [0x0037001f, 'Objet'],
      [0x1000001f, text],
    ],
    attachments:
      attached === 0
        ? []
        : [
            [
              [0x3707001f, 'piece.txt'],
              [0x37010102, Buffer.alloc(attached, 0x61)],
            ],
          ],
  };
}

function mailbox(method: number, kind: 'unicode' | 'ansi' = 'unicode'): Buffer {
  return pstFile(
    [
      {
        name: 'Boîte de réception',
        items: [message('Patiente EXEMPLE'), message('Long '.repeat(4_000), 9_000_000)],
      },
      { name: 'Éléments supprimés', items: [message('Patient TESTARD')] },
    ],
    method,
    kind,
  );
}

const NAMES = [
  'Boîte de réception/message-1',
  'Boîte de réception/message-2',
  'Éléments supprimés/message-1',
];

async function textOf(member: Member): Promise<string> {
  return (await readForTest(tnef, member.source!)).text;
}

test('decodeBlock: undoes what encodeBlock did, with every method and key', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(0, 1, 2),
      fc.nat(),
      (bytes, method, key) => {
        const encoded = bytes.slice();
        encodeBlock(encoded, method, key);
        decodeBlock(encoded, method, key);
        assert.deepEqual(encoded, bytes);
      },
    ),
  );
});

for (const [name, method, kind] of [
  ['without encoding', CRYPT.none, 'unicode'],
  ['with the usual encoding', CRYPT.permute, 'unicode'],
  ["with 'high encryption'", CRYPT.cyclic, 'unicode'],
  ['of before Outlook 2003', CRYPT.permute, 'ansi'],
] as const)
  test(`pst: a mailbox ${name} is read without a password`, async () => {
    const bytes = mailbox(method, kind);
    const { members, fates } = await readForTest(pst, memorySource(bytes, 'a.pst'));
    assert.deepEqual(
      members.map(({ displayName }) => displayName),
      NAMES,
    );
    assert.deepEqual(fates, ['', '']);
    assert.match(await textOf(members[0]!), /Patiente EXEMPLE/);
    assert.match(await textOf(members[1]!), /(?:Long ){4000}/);
    const inner = await readForTest(tnef, members[1]!.source!);
    assert.equal(inner.members[0]!.displayName, 'piece.txt');
    assert.ok((await inner.members[0]!.source!.bytes(1 << 24)).every((byte) => byte === 0x61));
    assert.equal(inner.members[0]!.source!.size, 9_000_000);
  });

test('pst: only the members that are wanted are opened', async () => {
  const source = memorySource(mailbox(CRYPT.permute), 'a.pst');
  const members = await Array.fromAsync(pst.members!(source, { passwords: [] }, (ordinal) => ordinal === 2));
  assert.deepEqual(
    members.map(({ source: opened }) => opened !== undefined),
    [false, false, true],
  );
});

/** Where the page of a tree lies: the last one of its type is the root. */
function rootOf(bytes: Buffer, type: number): number {
  for (let at = bytes.length - 512; at > 0; at -= 512)
    if (bytes[at + 496] === type && bytes[at + 497] === type) return at;
  throw new Error('no page');
}

test('pst: an item whose folder is gone is listed as recovered', async () => {
  const bytes = mailbox(CRYPT.none);
  const root = rootOf(bytes, 0x81);
  for (let at = root; at < root + 488; at += 32)
    if (bytes.readUInt32LE(at) === 0x8062) bytes.writeUInt32LE(0x8063, at);
  const { members } = await readForTest(pst, memorySource(bytes, 'a.pst'));
  assert.equal(members.at(-1)!.displayName, 'recovered/message-1');
  assert.match(await textOf(members.at(-1)!), /Patient TESTARD/);
});

test('pst: a file that has lost the roots of its trees is searched for their pages', async () => {
  const bytes = mailbox(CRYPT.permute);
  bytes.fill(0, 216, 248);
  const { members, fates } = await readForTest(pst, memorySource(bytes, 'a.pst'));
  assert.deepEqual(
    members.map(({ displayName }) => displayName),
    NAMES,
  );
  assert.match(await textOf(members[2]!), /Patient TESTARD/);
  assert.equal(fates[1], 'read_in_part damaged_structure');
});

test('pst: a tree that leads back to itself ends, and the file is read in part', async () => {
  const bytes = mailbox(CRYPT.none);
  const root = rootOf(bytes, 0x81);
  bytes[root + 491] = 1;
  bytes[root + 488] = 2;
  for (const at of [root, root + 24]) bytes.writeBigUInt64LE(BigInt(root), at + 16);
  const { members, fates } = await readForTest(pst, memorySource(bytes, 'a.pst'));
  assert.deepEqual(members, []);
  assert.equal(fates[1], 'read_in_part damaged_structure');
});

test('pst: an attachment that is cut off leaves the rest of its item, which is read in part', async () => {
  const bytes = mailbox(CRYPT.none);
  // Block ids are spread evenly: the entry of one in the middle of the attachment is made unfindable.
  const page = bytes.indexOf(Buffer.from('8080', 'hex'), bytes.length - 40 * 512);
  const leaf = Math.floor(page / 512) * 512;
  bytes[leaf + 488] = 2;
  const { members } = await readForTest(pst, memorySource(bytes, 'a.pst'));
  const found = await Promise.all(
    members
      .filter(({ source }) => source !== undefined)
      .map(async ({ source }) => readForTest(tnef, source!)),
  );
  assert.ok(
    found.some(({ fates, text }) => fates[0] === 'read_in_part damaged_structure' && text.includes('Objet')),
  );
});

const CORPUS = fileURLToPath(
  new URL('../../../../../shared/corpora/formats/outlook/Examples/Data/Outlook', import.meta.url),
);

test('pst: mailboxes of real programs give all their items', { skip: !existsSync(CORPUS) }, async () => {
  for (const [file, messages, associated] of [
    ['Outlook.pst', 17, 10],
    ['SampleOstFile.ost', 92, 21],
    ['SampleContacts.pst', 6, 0],
  ] as const) {
    const source = memorySource(await readFile(`${CORPUS}/${file}`), file);
    const { members, fates } = await readForTest(pst, source);
    const hidden = members.filter(({ displayName }) => /associated-\d+$/.test(displayName)).length;
    assert.deepEqual([members.length - hidden, hidden], [messages, associated], file);
    assert.ok(members.every((member) => member.source !== undefined));
    assert.deepEqual(fates, ['', ''], file);
  }
});
