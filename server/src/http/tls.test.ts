import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { CaseError } from '../case/caseError.ts';
import { openTestCase } from '../testCase.ts';
import { makeTestCertificate } from './testCertificate.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const { certificate, key } = makeTestCertificate();

let open: Awaited<ReturnType<typeof openTestCase>>;
let tls: { certificate: string; key: string };
let server: TestServer;
before(async () => {
  open = await openTestCase();
  tls = { certificate: join(open.folder, 'certificate.pem'), key: join(open.folder, 'certificate.key') };
  await writeFile(tls.certificate, certificate);
  await writeFile(tls.key, key);
  // An address that others reach: with TLS that is allowed.
  server = await startTestServer(open, { host: '0.0.0.0', tls });
});
after(async () => {
  await server.server.stop();
  await open.dispose();
});

/** A request over TLS that trusts the server's own certificate and no other. */
async function post(path: string): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const { origin, port } = server.server;
  return await new Promise((resolve, reject) => {
    const headers = { 'Host': `localhost:${port}`, 'Origin': origin, 'Content-Type': 'application/json' };
    request({ host: 'localhost', port, path, method: 'POST', ca: certificate, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers }));
    })
      .on('error', reject)
      .end('{}');
  });
}

test('startServer: with certificate and key it answers over TLS, tells browsers never to come without, and binds its cookies to the host', async () => {
  assert.match(server.server.origin, /^https:\/\/localhost:/);
  const { status, headers } = await post('/api/log-in/options');
  assert.equal(status, 200);
  assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
  const [cookie] = headers['set-cookie']!;
  assert.match(cookie!, /^__Host-constat-log-in=[\w-]{32}; /);
  for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
    assert.ok(cookie!.split('; ').includes(attribute), attribute);
  assert.doesNotMatch(cookie!, /Domain/i);
});

test('startServer: with TLS nothing is answered in clear, nor by a protocol older than 1.2', async () => {
  await assert.rejects(fetch(`http://localhost:${server.server.port}/health`));
  const handshake = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> =>
    new Promise((resolve, reject) => {
      // Level 0, or this end would refuse by itself.
      const socket: TLSSocket = connect(
        {
          host: 'localhost',
          port: server.server.port,
          ca: certificate,
          minVersion: 'TLSv1',
          maxVersion,
          ciphers: 'DEFAULT@SECLEVEL=0',
        },
        () => {
          resolve(socket.getProtocol());
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
  assert.equal(await handshake('TLSv1.3'), 'TLSv1.3');
  assert.equal(await handshake('TLSv1.2'), 'TLSv1.2');
  await assert.rejects(handshake('TLSv1.1'), /protocol version/);
});

test('startServer: with neither TLS nor a stated proxy it refuses every address that others reach, and browsers that come over TLS', async () => {
  const isRefused = (error: unknown): boolean => error instanceof CaseError && error.code === 'plain_http';
  for (const host of ['0.0.0.0', '::', '192.0.2.7'])
    await assert.rejects(startTestServer(open, { host }), isRefused, host);
  await assert.rejects(startTestServer(open, { origin: 'https://constat.hopital.example' }), isRefused);
});

test('guard: behind a proxy the address is the one that the proxy adds, whatever the client claims before it', async () => {
  const origin = 'https://constat.hopital.example';
  const behind = await startTestServer(open, {
    host: '0.0.0.0', proxy: '127.0.0.1', origin, limits: { session: 2, address: 2 },
  }); // prettier-ignore
  const status = async (forwarded: string): Promise<number> => {
    const headers = { 'Host': new URL(origin).host, 'X-Forwarded-For': forwarded };
    return await send(behind.server.port, '/api/log-in/options', { ...headers, Origin: origin });
  };
  assert.deepEqual([await status('192.0.2.1'), await status('192.0.2.9, 192.0.2.1')], [200, 200]);
  assert.equal(await status('192.0.2.2, 192.0.2.1'), 429);
  assert.equal(await status('192.0.2.1, 192.0.2.2'), 200);
  assert.equal((await behind.send('GET /metrics')).status, 404, 'this machine is everybody');
  await behind.server.stop();
});

test('guard: behind a proxy nobody else connects', async () => {
  const origin = 'https://constat.hopital.example';
  const behind = await startTestServer(open, { host: '0.0.0.0', proxy: '192.0.2.80', origin });
  const headers = { 'Host': new URL(origin).host, 'Origin': origin, 'X-Forwarded-For': '192.0.2.1' };
  assert.equal(await send(behind.server.port, '/api/log-in/options', headers), 403);
  assert.equal((await behind.send('GET /health')).status, 200);
  await behind.server.stop();
});

/** A request in clear with headers of one's own: fetch sets Host by itself. */
async function send(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return await new Promise((resolve, reject) => {
    const all = { 'Content-Type': 'application/json', ...headers };
    requestPlain({ host: '127.0.0.1', port, path, method: 'POST', headers: all }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode!));
    })
      .on('error', reject)
      .end('{}');
  });
}
