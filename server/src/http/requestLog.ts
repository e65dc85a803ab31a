import { PROBLEMS, type Problem } from '@constat/contract/problem.ts';
import type { Writable } from 'node:stream';
import { PERMISSIONS } from './permissions.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What happened, in one word. */
const EVENTS = [
  'request',
  'listening',
  'stopping',
  'stopped',
  'failed',
  'break_glass_opened',
  'passkey_copied',
  'provider_failed',
] as const;
export type LogEvent = (typeof EVENTS)[number];

/** The only fields that a line of the log may have, each with the shape of its values. Nothing else is ever written: no URL, address, name, or bytes. */
const FIELDS = {
  event: (value: unknown) => EVENTS.some((event) => event === value),
  id: (value: unknown) => typeof value === 'string' && UUID.test(value),
  person: (value: unknown) => typeof value === 'string' && UUID.test(value),
  /** The pattern of the route, never the URL. */
  route: (value: unknown) =>
    typeof value === 'string' && (Object.hasOwn(PERMISSIONS, value) || value === 'unknown'),
  status: (value: unknown) => Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600,
  /** Why a request was refused: a word of the closed list. */
  problem: (value: unknown) => PROBLEMS.some((problem) => problem === value),
  ms: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  port: (value: unknown) => Number.isInteger(value),
  /** Class or code of an unexpected error, whose message may hold anything. */
  error: (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(value),
} as const;

/** A line of the log. */
export interface LogLine {
  readonly event: LogEvent;
  readonly id?: string;
  readonly person?: string;
  readonly route?: string;
  readonly status?: number;
  readonly problem?: Problem;
  readonly ms?: number;
  readonly port?: number;
  readonly error?: string;
}

/** Writes one JSON line. A field that is not in the closed list, or a value of another shape, is left out and named in `refused`. */
export type Log = (line: LogLine) => void;

/** A log that writes to a stream. */
export function createLog(out: Writable, now: () => Date): Log {
  return (line) => {
    const kept: Record<string, unknown> = { at: now().toISOString() };
    let refused = 0;
    for (const [name, value] of Object.entries(line) as [string, unknown][]) {
      if (Object.hasOwn(FIELDS, name) && FIELDS[name as keyof typeof FIELDS](value)) kept[name] = value;
      else refused++;
    }
    if (refused > 0) kept['refused'] = refused;
    out.write(`${JSON.stringify(kept)}\n`);
  };
}

/** What an unexpected error may be called in the log: its code, else its class. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const named = 'code' in error && typeof error.code === 'string' ? error.code : error.constructor.name;
  return /^[A-Za-z0-9_]{1,40}$/.test(named) ? named : 'error';
}
