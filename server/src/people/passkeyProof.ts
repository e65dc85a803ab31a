import { createHash } from 'node:crypto';
import type { MadePasskey, ShownPasskey } from '@constat/contract/passkey.ts';
import { decode } from 'cborg';
import { z } from 'zod';
import { type AuthenticatorData, readAuthenticatorData } from './authenticatorData.ts';
import { CBOR_OPTIONS, type CoseKey, isSigned, readCoseKey } from './coseKey.ts';

/** What a proof must be about. */
export interface Expected {
  readonly challenge: string;
  /** Of the pages ('https://constat.hopital.example'); passkeys are bound to its host name. */
  readonly origin: string;
}

/** A passkey whose making was checked. */
export interface CheckedPasskey {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly verifiesOwner: boolean;
  readonly canBeCopied: boolean;
}

/** What is known of a passkey that is shown. `handle`: user id given at its making, base64url. */
export interface KnownPasskey {
  readonly publicKey: Uint8Array;
  readonly canBeCopied: boolean;
  readonly handle: string;
}

const clientDataSchema = z.object({
  type: z.enum(['webauthn.create', 'webauthn.get']),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.never().optional(),
});
type ClientData = z.infer<typeof clientDataSchema>;

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** The challenge that an answer names, not yet checked: by it the answer finds what it may be about. Throws when there is none. */
export function challengeOf({ response }: { response: { clientDataJSON: string } }): string {
  return readClientData(response.clientDataJSON).challenge;
}

/** Checks the making of a passkey (WebAuthn 3, 7.1). Throws on whatever is wrong. */
export function checkMade(made: MadePasskey, expected: Expected): CheckedPasskey {
  refuseUnless(made.id === made.rawId, 'id');
  const { clientDataJSON, attestationObject } = made.response;
  checkClientData(readClientData(clientDataJSON), 'webauthn.create', expected);
  const attestation = attestationSchema.parse(decode(bytes(attestationObject), CBOR_OPTIONS));
  const signed = Buffer.from(attestation.authData);
  const data = readAuthenticatorData(signed);
  checkData(data, expected);
  if (data.made === null) throw new TypeError('no passkey');
  refuseUnless(data.made.id === made.id, 'id');
  const key = readCoseKey(data.made.publicKey);
  checkAttestation(attestation, key, Buffer.concat([signed, sha256(bytes(clientDataJSON))]));
  return {
    ...data.made,
    counter: data.counter,
    verifiesOwner: data.isVerified,
    canBeCopied: data.canBeCopied,
  };
}

/** Checks a passkey that was shown (WebAuthn 3, 7.2) as far as it can be without what is kept of it from time to time: the counter is the caller's. Throws on whatever is wrong. */
export function checkShown(
  shown: ShownPasskey,
  known: KnownPasskey,
  expected: Expected & { readonly needsHandle: boolean },
): Pick<AuthenticatorData, 'isVerified' | 'counter'> {
  refuseUnless(shown.id === shown.rawId, 'id');
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
  checkClientData(readClientData(clientDataJSON), 'webauthn.get', expected);
  const isNamed = userHandle !== undefined && userHandle !== null;
  refuseUnless(isNamed ? userHandle === known.handle : !expected.needsHandle, 'handle');
  const data = readAuthenticatorData(bytes(authenticatorData));
  checkData(data, expected);
  refuseUnless(data.canBeCopied === known.canBeCopied, 'BE');
  const signed = Buffer.concat([bytes(authenticatorData), sha256(bytes(clientDataJSON))]);
  refuseUnless(isSigned(readCoseKey(known.publicKey), signed, bytes(signature)), 'signature');
  return { isVerified: data.isVerified, counter: data.counter };
}

function readClientData(clientDataJSON: string): ClientData {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes(clientDataJSON));
  return clientDataSchema.parse(JSON.parse(text));
}

function checkClientData(data: ClientData, type: ClientData['type'], expected: Expected): void {
  refuseUnless(data.type === type, 'type');
  refuseUnless(data.challenge === expected.challenge, 'challenge');
  refuseUnless(data.origin === expected.origin, 'origin');
  refuseUnless(data.crossOrigin !== true, 'crossOrigin');
}

function checkData(data: AuthenticatorData, { origin }: Expected): void {
  refuseUnless(data.rpIdHash.equals(sha256(new URL(origin).hostname)), 'rpIdHash');
  refuseUnless(data.isPresent, 'UP');
}

const binary = z.instanceof(Uint8Array);
/** Attestations that say nothing about the make of an authenticator: none, or the passkey signing for itself (WebAuthn 3, 8.2 and 8.7). */
const attestationSchema = z
  .instanceof(Map)
  .transform((map) => ({
    fmt: map.get('fmt'),
    attStmt: entriesOf(map.get('attStmt')),
    authData: map.get('authData'),
  }))
  .pipe(
    z.discriminatedUnion('fmt', [
      z.object({ fmt: z.literal('none'), attStmt: z.strictObject({}), authData: binary }),
      z.object({
        fmt: z.literal('packed'),
        attStmt: z.strictObject({ alg: z.number(), sig: binary }),
        authData: binary,
      }),
    ]),
  );

function entriesOf(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function checkAttestation(
  attestation: z.infer<typeof attestationSchema>,
  key: CoseKey,
  signed: Buffer,
): void {
  if (attestation.fmt === 'none') return;
  const { alg, sig } = attestation.attStmt;
  refuseUnless(alg === key.algorithm && isSigned(key, signed, sig), 'attestation');
}

function refuseUnless(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`wrong ${what}`);
}
