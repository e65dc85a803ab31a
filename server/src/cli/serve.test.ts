import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { openTestCase } from '../testCase.ts';
import { runCommand } from './runCommand.ts';
import { constat } from './testCommand.ts';

let open: Awaited<ReturnType<typeof openTestCase>>;
before(async () => {
  open = await openTestCase();
});
after(() => open.dispose());

test('serve: says where it listens and how the first administrator joins, in French, answers, and stops when told', async () => {
  const [out, err, stop] = [new PassThrough(), new PassThrough(), new AbortController()];
  err.resume();
  const args = ['serve', '--case', open.folder, '--port', '0'];
  const code = runCommand({ args, environment: { LANG: 'fr_FR.UTF-8' }, out, err, signal: stop.signal });
  let said = '';
  while (!said.includes('/invitation#')) said += String((await once(out, 'data'))[0]);
  const origin = /Constat écoute sur (http:\/\/localhost:\d+)\n/.exec(said)![1]!;
  assert.match(said, new RegExp(`${origin}/invitation#[\\w-]{32}\n`));
  assert.equal((await fetch(`${origin}/ready`)).status, 200);
  stop.abort();
  assert.equal(await code, 0);
  await assert.rejects(fetch(`${origin}/health`));
});

test('serve: refuses what cannot work in one sentence, and starts nothing', async () => {
  const refused = async (...args: string[]): Promise<number> =>
    (await constat('serve', '--case', open.folder, ...args)).code;
  assert.equal(await refused('--port', '99999'), 2);
  assert.equal(await refused('--certificate', 'a.pem'), 2);
  assert.equal(await refused('--origin', 'http://constat.example'), 2);
  assert.equal(await refused('--origin', 'https://10.0.0.1'), 2);
  assert.equal(await refused('--proxy', 'proxy.example', '--origin', 'https://constat.example'), 2);
  assert.equal(await refused('--proxy', '127.0.0.1'), 2);
  assert.equal(await refused('--origin', 'https://constat.example'), 4);
  const settings = join(open.folder, 'provider.json');
  await writeFile(settings, '{"issuer":"http://sso.example","name":"Keycloak"}');
  assert.equal(await refused('--identity-provider', settings), 2);
  assert.notEqual(await refused('--identity-provider', join(open.folder, 'nowhere.json')), 0);
  const { code, err } = await constat('serve', '--case', open.folder, '--host', '0.0.0.0', '--port', '0');
  assert.equal(code, 4);
  assert.match(err, /Without TLS/);
});
