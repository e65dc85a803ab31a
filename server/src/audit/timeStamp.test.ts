import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openTestCase } from '../testCase.ts';
import { lastCheckpoint } from './checkpointRows.ts';
import { growTree } from './growTree.ts';
import { recordBeforehand } from './recordAccess.ts';
import { stampCheckpoint, stampedBytes, stampState } from './stampCheckpoint.ts';
import { stampedMoment, TimeStampError, timeStampRequest } from './timeStamp.ts';

const run = promisify(execFile);
const openssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

let folder: string;
let server: Server;
let url: string;
let mode: 'good' | 'silent' | 'other' = 'good';
const CONFIG = `
[ tsa ]
default_tsa = own
[ own ]
serial = serial
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[ req ]
distinguished_name = name
x509_extensions = usage
prompt = no
[ name ]
CN = Authority of the tests
[ usage ]
extendedKeyUsage = critical,timeStamping
`;

/** An authority of our own: openssl behind HTTP. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-tsa-'));
  if (!openssl) return;
  await writeFile(join(folder, 'tsa.cnf'), CONFIG);
  await writeFile(join(folder, 'serial'), '01\n');
  const args = 'req -x509 -newkey rsa:2048 -nodes -days 2 -config tsa.cnf -keyout key.pem -out cert.pem';
  await run('openssl', args.split(' '), { cwd: folder });
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (mode === 'silent') return;
      void answer(mode === 'other' ? timeStampRequest(Buffer.from('other')) : Buffer.concat(parts)).then(
        (bytes) => response.end(bytes),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  if (openssl) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true, force: true });
});

async function answer(request: Buffer): Promise<Buffer> {
  await writeFile(join(folder, 'q.tsq'), request);
  const args = 'ts -reply -config tsa.cnf -queryfile q.tsq -out q.tsr';
  await run('openssl', args.split(' '), { cwd: folder });
  return await readFile(join(folder, 'q.tsr'));
}

test(
  'stampCheckpoint has the last checkpoint stamped; an authority that is silent or stamps something else leaves it waiting',
  { skip: !openssl },
  async () => {
    const open = await openTestCase();
    const { database, opened } = open;
    try {
      await recordBeforehand(database, opened.keys, { actor: { kind: 'system' }, action: 'assessed' });
      await growTree(database, opened.keys);
      mode = 'silent';
      assert.equal(await stampCheckpoint(database, url, 200), 'unreachable');
      mode = 'other';
      assert.equal(await stampCheckpoint(database, url), 'of_something_else');
      assert.equal((await stampState(database)).waiting, 1);
      mode = 'good';
      assert.equal(await stampCheckpoint(database, url), null);
      assert.equal((await stampState(database)).waiting, 0);
      const { rows } = await database.pool.query<{ response: Buffer }>(
        'SELECT response FROM checkpoint_stamps',
      );
      await writeFile(join(folder, 'stamp.tsr'), rows[0]!.response);
      await writeFile(
        join(folder, 'line'),
        stampedBytes((await lastCheckpoint(database.pool, database.caseId))!),
      );
      const verify = 'ts -verify -data line -in stamp.tsr -CAfile cert.pem'.split(' ');
      const { stdout, stderr } = await run('openssl', verify, { cwd: folder });
      assert.match(stdout + stderr, /Verification: OK/);
      await writeFile(join(folder, 'line'), 'something else\n');
      await assert.rejects(run('openssl', verify, { cwd: folder }));
    } finally {
      await open.dispose();
    }
  },
);

test(
  'stampedMoment gives the moment of the authority and refuses a cut or foreign response',
  { skip: !openssl },
  async () => {
    const request = timeStampRequest(Buffer.from('data'));
    const response = await answer(request);
    assert.match(stampedMoment(request, response), /^\d{4}-\d\d-\d\dT/);
    assert.throws(() => stampedMoment(timeStampRequest(Buffer.from('data')), response), TimeStampError);
    for (let length = 0; length < 200; length++)
      assert.throws(() => stampedMoment(request, response.subarray(0, length)), TimeStampError);
  },
);
