import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { zipFile } from '../demo/fileWriters.ts';
import { decode } from '../text/windows1252.ts';
import { settleTestWall } from '../testWall.ts';
import { createReader } from './childReader.ts';
import { sample } from './formats/samples/pst.ts';
import type { ListedItem, MemberChain } from './reader.ts';

let folder: string;
let path: Buffer;
before(async () => {
  await settleTestWall();
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  path = Buffer.from(join(folder, 'export.zip'));
  await writeFile(path, await zipFile([{ name: 'archive.pst', bytes: sample.bytes }]));
});
after(() => rm(folder, { recursive: true, force: true }));

async function listed(): Promise<ListedItem[]> {
  const reader = createReader();
  const items = await Array.fromAsync(reader.list(path));
  await reader.close();
  return items;
}

async function textOf(wanted: readonly MemberChain[]): Promise<string[]> {
  const reader = createReader();
  const texts: string[] = [];
  for await (const event of reader.read(path, wanted)) {
    if (event.kind === 'begin') texts.push('');
    else if (event.kind === 'text') texts.push((texts.pop() ?? '') + decode(event.bytes));
    else if (event.kind === 'end') assert.equal(event.fate, 'read');
  }
  await reader.close();
  return texts;
}

test('pst: the items of a mailbox in an archive are listed below their folders, with the same hashes each time', async () => {
  const items = await listed();
  assert.deepEqual(
    items.map((item) => [item.chain.join('.'), item.displayName, item.format]),
    [
      ['', 'export.zip', 'zip'],
      ['0', 'archive.pst', 'pst'],
      ['0.0', 'Boîte de réception/message-1', 'tnef'],
      ['0.0.0', 'piece.txt', 'txt'],
      ['0.1', 'Contacts/message-1', 'tnef'],
    ],
  );
  assert.deepEqual(await listed(), items);
});

test('pst: a message and its attachment are read where they were listed', async () => {
  const [attachment, message] = await textOf([
    [0, 0, 0],
    [0, 0],
  ]).then((texts) => texts.sort((a, b) => a.length - b.length));
  assert.match(attachment!, /^Patiente : EXEMPLE Jeanne/);
  assert.match(message!, /Objet : Résultats\n\nPatiente : EXEMPLE Jeanne/);
});
