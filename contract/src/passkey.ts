import { z } from 'zod';

/** Bytes as base64url without padding, at most so many characters. */
const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/);

/** Identifiers of passkeys have at most 1,023 bytes (WebAuthn 3, 4). */
const idSchema = bytes(1_364);

/** What an authenticator answers (`PublicKeyCredential.toJSON()`, WebAuthn 3, 5.1.8), as far as it is looked at. */
const credential = <R extends z.ZodType>(response: R) =>
  z.object({ id: idSchema, rawId: idSchema, type: z.literal('public-key'), response });

/** A passkey that was made. */
export const madePasskeySchema = credential(
  z.object({ clientDataJSON: bytes(8_000), attestationObject: bytes(16_000) }),
);
export type MadePasskey = z.infer<typeof madePasskeySchema>;

/** A passkey that was shown. */
export const shownPasskeySchema = credential(
  z.object({
    clientDataJSON: bytes(8_000),
    authenticatorData: bytes(8_000),
    signature: bytes(2_000),
    userHandle: bytes(100).nullish(),
  }),
);
export type ShownPasskey = z.infer<typeof shownPasskeySchema>;

const descriptorSchema = z.object({ type: z.literal('public-key'), id: idSchema });

/** What a browser needs to make a passkey (`parseCreationOptionsFromJSON`). */
export const creationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  /** Milliseconds. */
  timeout: z.number().int(),
  /** Passkeys of the same person: an authenticator that holds one makes no second. */
  excludeCredentials: z.array(descriptorSchema),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('preferred'),
  }),
  attestation: z.literal('none'),
});
export type CreationOptions = z.infer<typeof creationOptionsSchema>;

/** What a browser needs to show a passkey (`parseRequestOptionsFromJSON`). */
export const requestOptionsSchema = z.object({
  challenge: z.string(),
  /** Milliseconds. */
  timeout: z.number().int(),
  rpId: z.string(),
  /** Empty: any that the person chooses. */
  allowCredentials: z.array(descriptorSchema),
  userVerification: z.literal('preferred'),
});
export type RequestOptions = z.infer<typeof requestOptionsSchema>;
