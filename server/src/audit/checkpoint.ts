import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { CaseKeys } from '../keys/caseKeys.ts';

/** PKCS#8 and SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/** A checkpoint as it is kept outside, one JSON line: size and root of the tree at a moment, signed. Binary values in hex. */
export const checkpointSchema = z.strictObject({
  case: z.uuid(),
  size: z.int().positive(),
  root: hex(32),
  at: z.iso.datetime({ precision: 3 }),
  key: hex(32),
  signature: hex(64),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** What the signature is over: five lines, the last with its line end. */
export function signedText({ case: caseId, size, root, at }: Omit<Checkpoint, 'key' | 'signature'>): string {
  return `constat checkpoint v1\n${caseId}\n${size}\n${root}\n${at}\n`;
}

/** Signs checkpoints of a case by Ed25519. The key is derived from the case key: whoever holds the database alone does not have it. */
export class CheckpointSigner {
  readonly #key: KeyObject;
  /** The public key, 32 bytes in hex. */
  readonly publicKey: string;

  constructor(keys: CaseKeys) {
    const seed = keys.derive('audit signature');
    this.#key = createPrivateKey({
      key: Buffer.concat([PRIVATE_HEAD, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = spki.subarray(PUBLIC_HEAD.length).toString('hex');
  }

  sign(caseId: string, size: number, root: Buffer): Checkpoint {
    const body = { case: caseId, size, root: root.toString('hex'), at: new Date().toISOString() };
    const signature = sign(null, Buffer.from(signedText(body)), this.#key).toString('hex');
    return { ...body, key: this.publicKey, signature };
  }
}

/** Whether a checkpoint bears the signature of this public key (hex), and names it. */
export function isSignedBy(publicKey: string, checkpoint: Checkpoint): boolean {
  if (checkpoint.key !== publicKey) return false;
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_HEAD, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(signedText(checkpoint)), key, Buffer.from(checkpoint.signature, 'hex'));
}

/** Checkpoints of a text with one JSON line each; null where a line is none. */
export function parseCheckpoints(text: string): Checkpoint[] | null {
  const checkpoints: Checkpoint[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = checkpointSchema.safeParse(parseJson(line));
    if (!parsed.success) return null;
    checkpoints.push(parsed.data);
  }
  return checkpoints;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
