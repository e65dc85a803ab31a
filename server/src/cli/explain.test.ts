import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { constat } from './testCommand.ts';
import { LOCKED_ZIP } from './testLockedZip.ts';

let folder: string;
let dir: string;

/** Two namesakes whom a letter names without saying which; somebody who was born on the day of one of them; others. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(folder, 'case');
  const vol = join(folder, 'vol');
  await mkdir(vol);
  const others = Array.from(
    { length: 300 },
    (_, i) => `${71_000_000 + i};AUTRE${'ABCDEFGHIJ'[i % 10]!};LUC;0${1 + (i % 9)}/05/19${40 + (i % 50)}`,
  );
  const people = [
    '84000001;FANETTI;MARIE;14/07/1984',
    '84000002;FANETTI;MARIE;02/03/1951',
    '84000003;GROSSOUVRE;PAUL;11/12/1970',
    '84000004;ZORAWSKI;ODILE;11/12/1970',
  ];
  await writeFile(join(folder, 'patients.csv'), ['IPP;NOM;PRENOM;DDN', ...people, ...others, ''].join('\n'));
  await writeFile(
    join(vol, 'lettre.txt'),
    'Cher confrère,\nJe vous remercie de m’avoir adressé Mme FANETTI Marie pour une pneumopathie.\n',
  );
  await writeFile(
    join(vol, 'autre.txt'),
    'Patient : GROSSOUVRE Paul, né le 11/12/1970, diabète de type 2.\n',
  );
  await writeFile(join(vol, 'rien.txt'), 'Rien de particulier.\n');
  await writeFile(join(vol, 'coffre.zip'), Buffer.from(LOCKED_ZIP, 'base64'));
  await writeFile(join(vol, 'casse.pdf'), '%PDF-1.4\nrien de plus');
  await writeFile(join(vol, 'coupe.tar.gz'), cutArchive());
  const { code, err } = await constat(
    'run',
    '--patients',
    join(folder, 'patients.csv'),
    '--evidence',
    vol,
    '--out',
    dir,
    '--without-sandbox',
    'files made by the tests',
  );
  assert.equal(code, 0, err);
});
after(() => rm(folder, { recursive: true, force: true }));

/** A compressed tar of a short text and of noise in which it is cut. */
function cutArchive(): Buffer {
  const noise = Buffer.alloc(300_000);
  let state = 1;
  for (let i = 0; i < noise.length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    noise[i] = state >> 16;
  }
  const members = [...member('a.txt', Buffer.from('Rien non plus.\n')), ...member('b.bin', noise)];
  return gzipSync(Buffer.concat(members)).subarray(0, 200_000);
}

function member(name: string, bytes: Buffer): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        0ustar\x0000', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

/** What is explained, with ordinary blanks. */
async function explain(...args: string[]): Promise<string> {
  const { code, out, err } = await constat('explain', ...args, '--case', dir);
  assert.equal(code, 0, err);
  return out.replaceAll('\u00a0', ' ');
}

async function decide(answer: string, path: string, patient: string, reviewer: string): Promise<void> {
  const args = ['--path', path, '--patient', patient, '--reviewer', reviewer, '--data', 'medical'];
  assert.equal((await constat('review', 'decide', answer, ...args, '--case', dir)).code, 0);
}

test('explain says how sure a sighting is, and writes places and figures as the language does', async () => {
  const english = await explain('--patient', '84000001');
  assert.match(
    english,
    /^ {2}line 2\n {4}patient 84000001 – only possible, probability 0\.4\d+ \(\+\d+\.\d bits\)$/m,
  );
  const french = await explain('--patient', '84000001', '--lang', 'fr');
  assert.match(
    french,
    /^ {2}ligne 2\n {4}patient 84000001 – seulement possible, probabilité 0,4\d+ \(\+\d+,\d bits\)$/m,
  );
  assert.match(french, /pour : nom identique \+\d+,\d ; prénom identique \+\d+,\d/);
  assert.match(
    french,
    /^En tout, après relecture : le patient 84000001 compte comme seulement possible, probabilité 0,4\d+ \(1 élément\)\.$/m,
  );
  assert.match(await explain('--path', 'autre.txt'), /patient 84000003 – certain, probability/);
});

test('explain tells what of an item was not read before anything else, and says nothing of who is not there', async () => {
  const locked = await explain('--path', 'coffre.zip!/lettre.txt');
  assert.match(
    locked,
    /^coffre\.zip!\/lettre\.txt\n {2}Not read: encrypted, .*\. Nothing can be said of what stands in it\.\n$/,
  );
  assert.match(await explain('--path', 'coffre.zip'), /^ {2}Not read: encrypted/m);
  const damaged = await explain('--path', 'casse.pdf', '--lang', 'fr');
  assert.match(
    damaged,
    /^casse\.pdf\n {2}Non lu : abîmé, .*\. On ne peut rien dire de ce qui s’y trouve\.\n$/,
  );
  const cut = await explain('--path', 'coupe.tar.gz');
  assert.match(cut, /^coupe\.tar\.gz\n {2}Read in part: .+\. Nothing can be said of the rest\.\n/);
  assert.match(cut, /2 items in it are explained by their own paths/);
  for (const told of [locked, damaged, cut]) assert.doesNotMatch(told, /Nobody was found/);
  assert.match(await explain('--path', 'rien.txt'), /^rien\.txt\n {2}Nobody was found here\.\n$/);
  const asked = await explain('--path', 'casse.pdf', '--patient', '84000003');
  assert.match(asked, /Not read: damaged/);
  assert.doesNotMatch(asked, /No name, date/);
  const line = JSON.parse(await explain('--path', 'casse.pdf', '--format', 'jsonl')) as { fate: string };
  assert.equal(line.fate, 'corrupt');
});

test('explain of a patient and an item says what speaks for him in it and against, and what would have been needed', async () => {
  const dayOfAnother = await explain('--path', 'autre.txt', '--patient', '84000004');
  assert.match(
    dayOfAnother,
    /patient 84000004 – not: too little agrees \([+-]\d+\.\d bits\)\n {6}for: date of birth agrees \+\d/,
  );
  assert.match(dayOfAnother, /against: .*surname differs -\d/);
  assert.match(
    dayOfAnother,
    /not looked for, since somebody else fits this passage exactly; could not be meant: .*at least [+-]\d+\.\d would be needed/,
  );
  assert.match(dayOfAnother, /patient 84000003 – certain, probability/);
  const himself = await explain('--path', 'autre.txt', '--patient', '84000003', '--lang', 'fr');
  assert.match(himself, /patient 84000003 – certain, probabilité/);
  const stranger = await explain('--path', 'autre.txt', '--patient', '84000002', '--lang', 'fr');
  assert.match(
    stranger,
    /Passages qui parlent de personnes : 1\. Ni nom, ni date, ni numéro, .* du patient 84000002 n’y figure\./,
  );
  const lines = (await explain('--path', 'autre.txt', '--patient', '84000004', '--format', 'jsonl'))
    .trim()
    .split('\n');
  const [item, passage, person] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([lines.length, item!['persons'], person!['person']], [3, 1, null]);
  const { search, possible, weight, needed } = passage!['asked'] as Record<string, number>;
  assert.deepEqual([search, possible], ['not_sought', false]);
  assert.ok(weight! < needed!);
});

test('explain tells what reviewers decided, and what counts since, without saying who they are', async () => {
  await decide('yes', 'lettre.txt', '84000001', 'A. Martel');
  assert.match(
    await explain('--patient', '84000001'),
    /patient 84000001 – review: a second answer is needed; counts here as only possible, probability 0\.4/,
  );
  await decide('yes', 'lettre.txt', '84000001', 'B. Roux');
  for (const reviewer of ['A. Martel', 'B. Roux']) {
    await decide('no', 'lettre.txt', '84000002', reviewer);
    await decide('no', 'autre.txt', '84000003', reviewer);
    await decide('yes', 'rien.txt', '84000004', reviewer);
  }
  const confirmed = await explain('--patient', '84000001');
  assert.match(
    confirmed,
    /^ {2}patient 84000001 – confirmed by review; counts here as certain, probability 1; by reading alone 0\.4\d+$/m,
  );
  assert.match(confirmed, /^ {4}2 answers of reviewers: yes \(\d\d\/\d\d\/\d{4}, \d\d:\d\d\); yes \(/m);
  assert.match(confirmed, /^ {4}patient 84000002 – denied by review; by reading alone: only possible/m);
  assert.match(
    confirmed,
    /^Altogether, after review: patient 84000001 counts as certain, probability 1 \(1 item\)\.$/m,
  );
  const denied = await explain('--patient', '84000003');
  assert.match(denied, /^ {2}patient 84000003 – denied by review; does not count here; by reading alone/m);
  assert.match(denied, /^Altogether, after review: patient 84000003 does not count as concerned\.$/m);
  const added = await explain('--patient', '84000004');
  assert.match(
    added,
    /^rien\.txt\n {2}patient 84000004 – confirmed by review; counts here as certain, probability 1; reading had found nothing\n/,
  );
  assert.doesNotMatch(added, /Nothing was found/);
  const item = await explain('--path', 'rien.txt');
  assert.match(item, /patient 84000004 – confirmed by review/);
  assert.doesNotMatch(item, /Nobody was found/);
  for (const told of [confirmed, denied, added, item]) assert.doesNotMatch(told, /Martel|Roux/);
  const [line] = (await explain('--patient', '84000003', '--format', 'jsonl')).split('\n');
  const [{ outcome, counted, answers }] = (
    JSON.parse(line!) as { counted: [{ outcome: string; counted: null; answers: object[] }] }
  ).counted;
  assert.deepEqual([outcome, counted, answers.length], ['is_not', null, 2]);
});
