import type { Factor, StageAnswer } from '@constat/contract/account.ts';
import bwipjs from 'bwip-js/node';
import { Secret, TOTP } from 'otpauth';
import { type PeopleContext, Refusal } from './peopleContext.ts';
import { addAlert } from './person.ts';
import { beginSession, endSession, type Session } from './sessions.ts';

/** RFC 6238: six digits of SHA-1 every 30 seconds is what every authenticator application does. One step earlier or later is taken. */
const STEP_SECONDS = 30;
const WINDOW = 1;
/** After so many wrong codes the log-in begins anew, with the passkey. */
const MOST_FAILURES = 5;
/** After so many in a row no code of the account is taken for so long, whoever tries; each time twice as long, up to eight hours. */
const MOST_IN_A_ROW = 10;
export const PAUSE_MS = 15 * 60_000;
const MOST_DOUBLINGS = 5;

const secretPlace = (person: string): string => `people.totp_sealed ${person}`;

/** The generator of a person's codes. */
function generatorOf(base32: string, caseName: string): TOTP {
  return new TOTP({
    issuer: 'Constat',
    label: caseName,
    secret: Secret.fromBase32(base32),
    period: STEP_SECONDS,
    digits: 6,
  });
}

/** What a person needs to set up one-time codes: the secret is made once and shown until a code confirms it. */
export async function enrolmentOf(
  context: PeopleContext,
  person: string,
): Promise<NonNullable<StageAnswer['enrolment']>> {
  const { database, keys, caseName } = context;
  await database.pool.query(
    'UPDATE people SET totp_sealed = $3 WHERE case_id = $1 AND id = $2 AND totp_sealed IS NULL',
    [database.caseId, person, keys.sealText(new Secret({ size: 20 }).base32, secretPlace(person))],
  );
  const base32 = await secretOf(context, person);
  const uri = generatorOf(base32, caseName).toString();
  return { secret: base32.replace(/.{4}(?=.)/g, '$& '), uri, qr: qrCode(uri) };
}

/** A QR code as an address of a picture: pages take in no markup. */
function qrCode(text: string): string {
  const svg = bwipjs.toSVG({
    bcid: 'qrcode',
    text,
    scale: 3,
    paddingwidth: 12,
    paddingheight: 12,
    backgroundcolor: 'ffffff',
  });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

async function secretOf({ database, keys }: PeopleContext, person: string): Promise<string> {
  const { rows } = await database.pool.query<{ totp_sealed: Buffer | null }>(
    'SELECT totp_sealed FROM people WHERE case_id = $1 AND id = $2',
    [database.caseId, person],
  );
  const sealed = rows[0]?.totp_sealed ?? null;
  if (sealed === null) throw new Refusal('code_refused');
  return keys.openText(sealed, secretPlace(person));
}

/**
 * Takes a code at the end of a log-in or of an enrolment; the session that waited for it ends, and an open one begins. Each code is taken once.
 * Codes are counted by account before they are compared, so that many at once are no more guesses than one after another.
 * @returns the token of the new session. Throws Refusal: 'code_refused', 'codes_paused'.
 */
export async function takeCode(
  context: PeopleContext,
  session: Session,
  { code, from }: { code: string; from: string },
): Promise<string> {
  const { database, now, caseName } = context;
  const isLast = await countCode(context, session.person.id);
  const step = matchingStep(generatorOf(await secretOf(context, session.person.id), caseName), code, now());
  const taken =
    step !== null &&
    (await database.transaction(async (client) => {
      const { rowCount } = await client.query(
        'UPDATE people SET totp_step = $3 WHERE case_id = $1 AND id = $2 AND totp_step < $3 AND ended_at IS NULL',
        [database.caseId, session.person.id, step],
      );
      return rowCount === 1;
    }));
  if (!taken) {
    await countFailure(context, session);
    if (isLast) await tellPause(context, session.person.id);
    throw new Refusal('code_refused');
  }
  await database.pool.query(
    'UPDATE people SET enrolled_at = coalesce(enrolled_at, $3), code_failures = 0, codes_paused_until = NULL WHERE case_id = $1 AND id = $2',
    [database.caseId, session.person.id, now()],
  );
  await endSession(context, session.id);
  return await beginSession(database.pool, context, {
    person: session.person.id,
    stage: 'open',
    factors: withCode(session),
    from,
  });
}

/** What a session was opened with, once the code was taken. */
export function withCode({ factors }: Session): Factor[] {
  return [...factors, 'one_time_code'];
}

/** Counts a code of the account as wrong until it has proved right. Returns whether it was the last before a pause. Throws Refusal('codes_paused'). */
async function countCode({ database, now }: PeopleContext, person: string): Promise<boolean> {
  const { rows } = await database.pool.query<{ isLast: boolean }>(
    `UPDATE people SET code_failures = code_failures + 1,
       codes_paused_until = CASE WHEN (code_failures + 1) % $4 = 0
         THEN $3::timestamptz + interval '1 millisecond' * $5 * power(2, least((code_failures + 1) / $4 - 1, $6)) END
     WHERE case_id = $1 AND id = $2 AND (codes_paused_until IS NULL OR codes_paused_until <= $3)
     RETURNING codes_paused_until IS NOT NULL AS "isLast"`,
    [database.caseId, person, now(), MOST_IN_A_ROW, PAUSE_MS, MOST_DOUBLINGS],
  );
  if (rows[0] === undefined) throw new Refusal('codes_paused');
  return rows[0].isLast;
}

async function tellPause(context: PeopleContext, person: string): Promise<void> {
  await context.database.transaction((client) =>
    addAlert(client, context, { kind: 'codes_paused', person, reason: '' }),
  );
}

function matchingStep(generator: TOTP, token: string, now: Date): number | null {
  const delta = generator.validate({ token, timestamp: now.getTime(), window: WINDOW });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_SECONDS) + delta;
}

async function countFailure(context: PeopleContext, session: Session): Promise<void> {
  const { rows } = await context.database.pool.query<{ failures: number }>(
    'UPDATE person_sessions SET failures = failures + 1 WHERE case_id = $1 AND id = $2 RETURNING failures',
    [session.caseId, session.id],
  );
  if ((rows[0]?.failures ?? 0) >= MOST_FAILURES) await endSession(context, session.id);
}
