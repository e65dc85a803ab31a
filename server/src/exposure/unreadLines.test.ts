import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { en } from '../languages/en.ts';
import { assessCase, collect, importPatients } from '../pipeline.ts';
import { openTestCase } from '../testCase.ts';
import { methodFacts } from './method/methodFacts.ts';
import { methodText } from './method/methodText.ts';
import { summarise } from './summarise.ts';
import { expectedMentions } from './summaryPage.ts';
import { summaryText } from './summaryText.ts';
import { unreadLines } from './unreadLines.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;

type Entry = readonly [name: string, content: Buffer];

/** A zip archive. `flags` 1: its members are locked; `method` 0: they are not packed. */
function zip(entries: readonly Entry[], { flags = 0, method = 8 } = {}): Buffer {
  const members: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const packed = method === 0 ? content : deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(flags, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const member = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed]);
    members.push(member);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), head, place, Buffer.from(name));
    at += member.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...members, listed, end]);
}

/** What packs badly, so that a place within it is a place within what is packed. */
const note = (n: number): Buffer =>
  Buffer.from(
    Array.from({ length: 60 }, (_, i) => createHash('sha256').update(`${n} ${i}`).digest('base64')).join(
      '\n',
    ),
  );
/** An archive of which the end was lost: the directory, and half of the last member. */
const cut = (entries: readonly Entry[], method = 8): Buffer => zip(entries, { method }).subarray(0, -1200);

before(async () => {
  open = await openTestCase();
  const folder = join(dirname(open.folder), 'vol');
  await mkdir(folder);
  for (let i = 1; i <= 5; i++)
    await writeFile(
      join(folder, `lettre ${i}.txt`),
      `Patient : GROSSOUVRE Paul, né le 11/12/1970, vu le 0${i}/03/2019.\n`,
    );
  await writeFile(
    join(folder, 'incomplet.zip'),
    cut([
      ['a.txt', note(1)],
      ['b.txt', note(2)],
    ]),
  );
  const inner = cut([
    ['c.txt', note(3)],
    ['d.txt', note(4)],
  ]);
  await writeFile(
    join(folder, 'dedans.zip'),
    zip([
      ['e.txt', note(5)],
      ['f.zip', inner],
    ]),
  );
  await writeFile(
    join(folder, 'tel quel.zip'),
    cut(
      [
        ['h.txt', note(7)],
        ['i.txt', note(8)],
      ],
      0,
    ),
  );
  await writeFile(join(folder, 'fermé.zip'), zip([['g.txt', note(6)]], { flags: 1 }));
  const register = join(folder, '..', 'register.csv');
  await writeFile(register, 'IPP;NOM;PRENOM;DDN\n84000003;GROSSOUVRE;PAUL;11/12/1970\n');
  await importPatients(open, { file: register });
  await collect(open, { path: folder, source: 'test' });
  await assessCase(open, {});
});
after(() => open.dispose());

const lines = () => Array.fromAsync(unreadLines(open.database, open.opened.keys));

test('a container that was read in part is feared for once, by its part that was not read, however deep it lies', async () => {
  assert.deepEqual((await lines()).map(({ path }) => path).sort(), [
    'dedans.zip!/f.zip!/d.txt',
    'fermé.zip!/g.txt',
    'incomplet.zip!/b.txt',
    'tel quel.zip!/i.txt',
  ]);
});

test('the list, the summary and the method statement count the same unread items', async () => {
  const { database, opened } = open;
  const summary = await summarise(database, opened.keys, opened.configuration, '');
  const listed = await lines();
  assert.equal(
    summary.unread.reduce((sum, { items }) => sum + items, 0),
    listed.length,
  );
  const expected = listed.reduce((sum, line) => sum + (line.expected_patients ?? 0), 0);
  assert.equal(expectedMentions(summary), Math.round(expected));
  const text = methodText(await methodFacts(database, opened.keys, summary), en).replaceAll(
    /\n\s*(?=\S)/g,
    ' ',
  );
  assert.match(text, /items not read, or not wholly: 4\./);
  assert.match(text, /4 items were not read, or not wholly/);
  assert.match(summaryText(summary, en), /files read in the nearest folders/);
});
