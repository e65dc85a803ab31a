import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { INPUT_DESCRIPTOR } from '../sandbox/descriptors.ts';
import type { RequestedInput } from './protocol.ts';

/**
 * Up to this size the contents of a file go to a child in its request, and the child stays for the next file. A larger file is handed over as a
 * descriptor, which only a new child can be given: its start costs little beside so much reading.
 */
const CONTENTS_LIMIT = 32 << 20;

const CHUNK = 1 << 20;
const SLASH = 0x2f;

/** A file of the evidence, opened read-only by the supervisor, or all volumes of the set that it stands for. */
export interface OpenInput {
  readonly volumes: readonly OpenVolume[];
  /** The file itself, among them. */
  readonly own: OpenVolume;
  /** Bytes of all volumes together. */
  readonly bytes: number;
  readonly handover: Handover;
}

interface OpenVolume {
  readonly descriptor: number;
  readonly bytes: number;
}

/** How an input reaches a child: in the request, or by descriptors that it must be started with. */
export interface Handover {
  readonly input: Omit<RequestedInput, 'passwords'>;
  readonly contents: readonly Uint8Array[];
  readonly descriptors: readonly number[];
}

/**
 * Opens a file, or the volumes of the set that it stands for (in order, itself among them), and reads them where they are small. Null when one of
 * them cannot be opened or read, or is no plain file: a pipe would block whoever opens it.
 */
export function openInput(path: Uint8Array, set: readonly Uint8Array[]): OpenInput | null {
  const paths = set.length === 0 ? [path] : set;
  const volumes = paths.map(openVolume).filter((volume) => volume !== null);
  const own = paths.findIndex((volume) => Buffer.from(volume).equals(path));
  const bytes = volumes.reduce((sum, volume) => sum + volume.bytes, 0);
  const isWhole = volumes.length === paths.length && own >= 0;
  const file = { name: nameOf(path), own, isSet: set.length > 0 };
  const handover = isWhole ? handOver(file, volumes, bytes) : null;
  if (handover !== null) return { volumes, own: volumes[own]!, bytes, handover };
  closeVolumes(volumes);
  return null;
}

export function closeInput({ volumes }: OpenInput): void {
  closeVolumes(volumes);
}

function closeVolumes(volumes: readonly OpenVolume[]): void {
  for (const { descriptor } of volumes) closeSync(descriptor);
}

function nameOf(path: Uint8Array): Uint8Array {
  return path.subarray(path.lastIndexOf(SLASH) + 1);
}

/** Not waiting for whoever writes into a pipe. (Not every system knows that.) */
const READ_ONLY = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

function openVolume(path: Uint8Array): OpenVolume | null {
  let descriptor: number;
  try {
    descriptor = openSync(Buffer.from(path), READ_ONLY);
  } catch {
    return null;
  }
  const info = fstatSync(descriptor);
  if (info.isFile()) return { descriptor, bytes: info.size };
  closeSync(descriptor);
  return null;
}

/** In the request where it is small, else by descriptors; null when it cannot be read to its end. */
function handOver(
  file: Omit<RequestedInput, 'volumes' | 'passwords'>,
  volumes: readonly OpenVolume[],
  bytes: number,
): Handover | null {
  if (bytes > CONTENTS_LIMIT) {
    const announced = volumes.map((volume, i) => ({ bytes: volume.bytes, descriptor: INPUT_DESCRIPTOR + i }));
    const descriptors = volumes.map(({ descriptor }) => descriptor);
    return { input: { ...file, volumes: announced }, contents: [], descriptors };
  }
  const contents: Uint8Array[] = [];
  for (const volume of volumes) {
    const content = readVolume(volume);
    if (content === null) return null;
    contents.push(content);
  }
  const announced = contents.map((content) => ({ bytes: content.length, descriptor: null }));
  return { input: { ...file, volumes: announced }, contents, descriptors: [] };
}

function readVolume({ descriptor, bytes }: OpenVolume): Uint8Array | null {
  const content = new Uint8Array(bytes);
  try {
    for (let filled = 0; filled < bytes;) {
      const count = readSync(descriptor, content, filled, bytes - filled, filled);
      if (count === 0) return null;
      filled += count;
    }
    return content;
  } catch {
    return null;
  }
}

const readAsync = promisify(readCallback);

/** SHA-256 of the file itself, lower-case hex; null when it cannot be read to its end. */
export async function hashInput({ own, handover }: OpenInput): Promise<string | null> {
  const content = handover.contents[handover.input.own];
  if (content !== undefined) return hash('sha256', content);
  const { descriptor, bytes } = own;
  const running = createHash('sha256');
  const chunk = new Uint8Array(CHUNK);
  try {
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await readAsync(descriptor, chunk, 0, Math.min(CHUNK, bytes - at), at);
      if (bytesRead === 0) return null;
      running.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    return running.digest('hex');
  } catch {
    return null;
  }
}
