import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read as readCallback,
  readSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { COPY_DESCRIPTOR, INPUT_DESCRIPTOR } from '../sandbox/descriptors.ts';
import type { RequestedInput } from './protocol.ts';

/** Up to this size the contents of a file go to a child in its request. */
const CONTENTS_LIMIT = 1 << 20;

/**
 * Up to this size they are copied to a file that the child has open: so it stays for the next file, with all its code compiled. Of a larger file a
 * new child is given the descriptor itself, which no other can be given: its start costs less than the copy would.
 */
export const COPY_LIMIT = 512 << 20;

const CHUNK = 1 << 20;
const SLASH = 0x2f;

/** A file of the evidence, opened read-only by the supervisor, or all volumes of the set that it stands for. */
export interface OpenInput {
  /** Last part of its path. */
  readonly name: Uint8Array;
  readonly volumes: readonly OpenVolume[];
  /** Which of them is the file itself. */
  readonly own: number;
  /** Whether it stands for a set. */
  readonly isSet: boolean;
  /** Bytes of all volumes together. */
  readonly bytes: number;
  /** Those of the volumes, where they are small. */
  readonly contents: readonly Uint8Array[] | null;
}

interface OpenVolume {
  readonly descriptor: number;
  readonly bytes: number;
}

/** How an input reaches a child: in the request, by a copy, or by descriptors that it must be started with. */
export type Handover = 'contents' | 'copy' | 'descriptors';

/**
 * Opens a file, or the volumes of the set that it stands for (in order, itself among them), and reads them where they are small. Null when one of
 * them cannot be opened or read, or is no plain file: a pipe would block whoever opens it.
 */
export function openInput(path: Uint8Array, set: readonly Uint8Array[]): OpenInput | null {
  const paths = set.length === 0 ? [path] : set;
  const volumes = paths.map(openVolume).filter((volume) => volume !== null);
  const own = paths.findIndex((volume) => Buffer.from(volume).equals(path));
  const bytes = volumes.reduce((sum, volume) => sum + volume.bytes, 0);
  const contents = bytes > CONTENTS_LIMIT ? null : volumes.map(readVolume).filter((read) => read !== null);
  const isWhole = volumes.length === paths.length && own >= 0;
  if (isWhole && (contents === null || contents.length === volumes.length))
    return { name: nameOf(path), volumes, own, isSet: set.length > 0, bytes, contents };
  closeVolumes(volumes);
  return null;
}

export function closeInput({ volumes }: OpenInput): void {
  closeVolumes(volumes);
}

function closeVolumes(volumes: readonly OpenVolume[]): void {
  for (const { descriptor } of volumes) closeSync(descriptor);
}

/** An input as a request names it. */
export function requestedInput(
  { name, volumes, own, isSet }: OpenInput,
  handover: Handover,
): Omit<RequestedInput, 'passwords'> {
  let end = 0;
  const announced = volumes.map(({ bytes }, i) => {
    const offset = end;
    end += bytes;
    if (handover === 'copy') return { bytes, descriptor: COPY_DESCRIPTOR, offset };
    return { bytes, descriptor: handover === 'contents' ? null : INPUT_DESCRIPTOR + i, offset: 0 };
  });
  return { name, volumes: announced, own, isSet };
}

/** Copies all volumes, one behind the other, to an empty file; false when they cannot be read, or when there is no room. */
export function copyInput({ volumes }: OpenInput, to: number): boolean {
  const chunk = new Uint8Array(CHUNK);
  try {
    let end = 0;
    for (const { descriptor, bytes } of volumes) {
      for (let at = 0; at < bytes;) {
        const count = readSync(descriptor, chunk, 0, Math.min(CHUNK, bytes - at), at);
        // What has become shorter meanwhile ends early in the copy too.
        if (count === 0) break;
        for (let done = 0; done < count;) done += writeSync(to, chunk, done, count - done, end + at + done);
        at += count;
      }
      end += bytes;
    }
    return true;
  } catch {
    return false;
  }
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
export async function hashInput({ volumes, own, contents }: OpenInput): Promise<string | null> {
  if (contents !== null) return hash('sha256', contents[own]!);
  const { descriptor, bytes } = volumes[own]!;
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
