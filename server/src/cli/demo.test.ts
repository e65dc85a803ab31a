import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { constat } from './testCommand.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat demo é-'));
});
after(() => rm(root, { recursive: true, force: true }));

test('constat demo goes from an invented hospital to letters for the printer and e-mails that a mail server has taken', async () => {
  const folder = join(root, 'demo');
  const { code, out } = await constat('demo', '--patients', '150', '--out', folder);
  assert.equal(code, 0);
  const [, accepted] = /^(\d+) mails? accepted/m.exec(out)!;
  const mails = await readdir(join(folder, 'mails'));
  assert.equal(mails.length, Number(accepted));
  assert.ok(mails.length > 0);
  const mail = await readFile(join(folder, 'mails', mails[0]!), 'latin1');
  assert.match(mail, /^Auto-Submitted: auto-generated/im);
  const letters = await readFile(join(folder, 'printer', 'batch-0001.pdf'));
  assert.equal(letters.toString('latin1', 0, 5), '%PDF-');
});
