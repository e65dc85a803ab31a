import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { createServer, type Server, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the probes try to reach: stand-ins that this process makes, so that a probe that gets through proves something and harms nothing. */
export interface ProbeTargets {
  /** A file that everybody may read, in folders that everybody may enter: only the view can hide it. */
  readonly secret: string;
  /** Stand-ins of a case folder and its key file, readable by everybody too. */
  readonly caseFolder: string;
  readonly key: string;
  readonly unixSocket: string;
  /** Name of an abstract socket, without the NUL before it. */
  readonly abstractSocket: string;
  readonly port: number;
  readonly port6: number | null;
  readonly supervisor: number;
  /** A file of the code. */
  readonly code: string;
}

export interface OpenTargets {
  readonly targets: ProbeTargets;
  /** The input file, which the child gets as a descriptor. */
  readonly input: string;
  /** Connections that arrived. */
  readonly arrivals: () => number;
  /** Whether input, secret and code are as they were. */
  readonly areUntouched: () => boolean;
  close(): void;
}

const TEXT = 'Constat\n';
const CODE = fileURLToPath(import.meta.url);

/** Makes the targets; the servers hold no process alive. */
export async function openTargets(): Promise<OpenTargets> {
  const folder = mkdtempSync(join(tmpdir(), 'constat-probes-'));
  await chmod(folder, 0o755);
  const [secret, input] = [join(folder, 'secret'), join(folder, 'input')];
  const caseFolder = join(folder, 'case');
  await mkdir(caseFolder);
  await chmod(caseFolder, 0o755);
  const key = join(caseFolder, 'key');
  for (const path of [secret, input, key]) writeFileSync(path, TEXT, { mode: 0o644 });
  const unixSocket = join(folder, 'socket');
  const abstractSocket = `constat-${process.pid}-${Math.random().toString(36).slice(2)}`;
  let arrivals = 0;
  const arrived = (): number => arrivals++;
  const [tcp, tcp6, unix, abstract] = await Promise.all([
    listen({ host: '127.0.0.1', port: 0 }, arrived),
    listen({ host: '::1', port: 0 }, arrived),
    listen({ path: unixSocket }, arrived),
    listen({ path: `\0${abstractSocket}` }, arrived),
  ]);
  const codeBefore = readFileSync(CODE);
  return {
    targets: {
      secret,
      caseFolder,
      key,
      unixSocket,
      abstractSocket,
      port: portOf(tcp) ?? 9,
      port6: portOf(tcp6),
      supervisor: process.pid,
      code: CODE,
    },
    input,
    arrivals: () => arrivals,
    areUntouched: () =>
      [secret, input, key].every((path) => readFileSync(path, 'utf8') === TEXT) &&
      codeBefore.equals(readFileSync(CODE)),
    close: () => {
      for (const server of [tcp, tcp6, unix, abstract]) server?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that counts who comes; null where the machine has no such address. */
function listen(
  where: { host: string; port: number } | { path: string },
  arrived: () => void,
): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      arrived();
      socket.destroy();
    });
    server.once('error', () => resolve(null));
    server.listen(where, () => resolve(server.unref()));
  });
}

function portOf(server: Server | null): number | null {
  const address = server?.address() ?? null;
  return address === null ? null : (address as AddressInfo).port;
}
