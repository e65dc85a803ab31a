import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  CreationOptions,
  MadePasskey,
  RequestOptions,
  ShownPasskey,
} from '@constat/contract/passkey.ts';
import { encode } from 'cborg';

/** What a test makes an authenticator or a browser do otherwise than it should. */
export interface Wrong {
  readonly type?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly rpId?: string;
  /** Bits that are changed in the flags (WebAuthn 3, 6.1). */
  readonly flipFlags?: number;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly id?: string;
  readonly rawId?: string;
  /** Of the attestation. */
  readonly fmt?: string;
  readonly attStmt?: object;
  /** Changes the COSE_Key. */
  readonly cose?: (key: Map<number, unknown>) => void;
  /** Changes the signed bytes after the signing. */
  readonly spoilData?: (data: Buffer) => Buffer;
  readonly spoilSignature?: boolean;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

const PAIRS = {
  [-8]: () => generateKeyPairSync('ed25519'),
  [-7]: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  [-257]: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const;

/** For tests: an authenticator with one passkey, and the browser before it. */
export class TestAuthenticator {
  readonly #algorithm: keyof typeof PAIRS;
  readonly #flags: number;
  readonly #publicKey: KeyObject;
  readonly #privateKey: KeyObject;
  readonly id = text(randomBytes(32));
  #handle = '';
  #counter: number;

  /** `flags`: what it asserts each time, besides that somebody touched it; `counter`: null: it does not count. */
  constructor({
    algorithm = -7,
    flags = UV,
    counter = 0,
  }: { algorithm?: keyof typeof PAIRS; flags?: number; counter?: number | null } = {}) {
    this.#algorithm = algorithm;
    this.#flags = UP | flags;
    this.#counter = counter ?? -1;
    const pair = PAIRS[algorithm]();
    this.#publicKey = pair.publicKey;
    this.#privateKey = pair.privateKey;
  }

  /** Makes the passkey. */
  make(options: CreationOptions, origin: string, wrong: Wrong = {}): MadePasskey {
    this.#handle = options.user.id;
    const clientData = clientDataOf('webauthn.create', options.challenge, origin, wrong);
    const id = Buffer.from(wrong.id ?? this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const made = Buffer.concat([Buffer.alloc(16), length, id, encode(this.#coseKey(wrong))]);
    const signed = Buffer.concat([this.#head(options.rp.id, AT, wrong), made]);
    const attStmt =
      wrong.attStmt ??
      (wrong.fmt === 'packed' ? { alg: this.#algorithm, sig: this.#sign(signed, clientData, wrong) } : {});
    const authData = wrong.spoilData?.(signed) ?? signed;
    const attestationObject = text(encode({ fmt: wrong.fmt ?? 'none', attStmt, authData }));
    return {
      id: this.id,
      rawId: wrong.rawId ?? this.id,
      type: 'public-key',
      response: { clientDataJSON: text(clientData), attestationObject },
    };
  }

  /** Shows the passkey. */
  show(options: RequestOptions, origin: string, wrong: Wrong = {}): ShownPasskey {
    const clientData = clientDataOf('webauthn.get', options.challenge, origin, wrong);
    const data = this.#head(options.rpId, 0, wrong);
    const signature = this.#sign(data, clientData, wrong);
    const userHandle = wrong.userHandle === undefined ? this.#handle : wrong.userHandle;
    return {
      id: wrong.id ?? this.id,
      rawId: wrong.rawId ?? wrong.id ?? this.id,
      type: 'public-key',
      response: {
        clientDataJSON: text(clientData),
        authenticatorData: text(wrong.spoilData?.(data) ?? data),
        signature: text(signature),
        userHandle,
      },
    };
  }

  #head(rpId: string, flags: number, wrong: Wrong): Buffer {
    const head = Buffer.alloc(37);
    sha256(wrong.rpId ?? rpId).copy(head);
    head[32] = (this.#flags | flags) ^ (wrong.flipFlags ?? 0);
    if (this.#counter >= 0) this.#counter++;
    head.writeUInt32BE(wrong.counter ?? Math.max(0, this.#counter), 33);
    return head;
  }

  #sign(data: Buffer, clientData: Buffer, wrong: Wrong): Buffer {
    const signed = Buffer.concat([data, sha256(clientData)]);
    const signature = sign(this.#algorithm === -8 ? null : 'sha256', signed, this.#privateKey);
    if (wrong.spoilSignature === true) signature[signature.length - 1]! ^= 1;
    return signature;
  }

  #coseKey(wrong: Wrong): Map<number, unknown> {
    const jwk = this.#publicKey.export({ format: 'jwk' });
    const bytes = (value: string | undefined): Uint8Array =>
      new Uint8Array(Buffer.from(value ?? '', 'base64url'));
    const key = new Map<number, unknown>([
      [1, { [-8]: 1, [-7]: 2, [-257]: 3 }[this.#algorithm]],
      [3, this.#algorithm],
    ]);
    if (this.#algorithm === -257) key.set(-1, bytes(jwk.n)).set(-2, bytes(jwk.e));
    else key.set(-1, this.#algorithm === -8 ? 6 : 1).set(-2, bytes(jwk.x));
    if (this.#algorithm === -7) key.set(-3, bytes(jwk.y));
    wrong.cose?.(key);
    return key;
  }
}

function clientDataOf(type: string, challenge: string, origin: string, wrong: Wrong): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? origin,
      crossOrigin: wrong.crossOrigin ?? false,
      ...(wrong.topOrigin === undefined ? {} : { topOrigin: wrong.topOrigin }),
    }),
  );
}
