import { readFile } from 'node:fs/promises';
import { formsAgree, nameForm } from '@constat/server/exposure/outsiders/nameForm.ts';
import { z } from 'zod';

/** A person whom a file names and who is no patient of the register, as the truth says; a relative may be one none the less. */
const truthSchema = z.object({
  path: z.string(),
  kind: z.string(),
  name: z.string(),
  in_register: z.boolean().optional(),
});
const mentionSchema = z.object({ path: z.string(), name: z.string(), probability: z.number() });
/** From here on a mention is said to be of somebody outside the register. */
const SAID = 0.5;

interface Share {
  readonly of: number;
  readonly found: number;
}

/** How well outsiders are found. A name is found in a file where a mention there has the same words, or two of them and no other. */
export interface OutsiderScore {
  /** Names in files, by kind of person; relatives who are in the register apart. */
  readonly kinds: Readonly<Record<string, Share>>;
  /** Distinct names: of those of the truth how many are mentioned in one of their files; of those mentioned how many the truth has. */
  readonly names: {
    readonly truth: number;
    readonly said: number;
    readonly recall: number;
    readonly precision: number;
  };
}

/** Compares the mentions that the product exports with the outsiders of the truth. */
export async function scoreOutsiders(truthFile: string, mentionsFile: string): Promise<OutsiderScore> {
  const truth = (await linesOf(truthFile)).map((line) => truthSchema.parse(line));
  const mentions = (await linesOf(mentionsFile))
    .map((line) => mentionSchema.parse(line))
    .filter(({ probability }) => probability >= SAID);
  const said = new Map<string, string[][]>();
  for (const { path, name } of mentions) said.set(path, [...(said.get(path) ?? []), nameForm(name)]);
  const kinds: Record<string, { of: number; found: number }> = {};
  const found = new Set<string>();
  const wanted = new Set<string>();
  const known = new Map<string, string[][]>();
  for (const { path, kind, name, in_register: inRegister } of truth) {
    const form = nameForm(name);
    known.set(path, [...(known.get(path) ?? []), form]);
    const share = (kinds[inRegister === true ? `${kind}, in the register` : kind] ??= { of: 0, found: 0 });
    share.of++;
    if (inRegister === true) continue;
    wanted.add(form.join(' '));
    if (!(said.get(path) ?? []).some((other) => isSame(form, other))) continue;
    share.found++;
    found.add(form.join(' '));
  }
  const right = new Set<string>();
  const all = new Set<string>();
  for (const { path, name } of mentions) {
    const form = nameForm(name);
    all.add(form.join(' '));
    if ((known.get(path) ?? []).some((other) => isSame(other, form))) right.add(form.join(' '));
  }
  return {
    kinds,
    names: {
      truth: wanted.size,
      said: all.size,
      recall: found.size / Math.max(1, wanted.size),
      precision: right.size / Math.max(1, all.size),
    },
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ') || formsAgree(a, b);
}

async function linesOf(file: string): Promise<unknown[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line): unknown => JSON.parse(line));
}

/** Lines for the table of a measure. */
export function describeOutsiders({ kinds, names }: OutsiderScore): string[] {
  const byKind = Object.entries(kinds).map(([kind, { of, found }]) => `${kind} ${found} of ${of}`);
  return [
    `outsiders, names: ${names.truth} in the truth, ${names.said} mentioned: precision ${names.precision.toFixed(3)}  recall ${names.recall.toFixed(3)}`,
    `outsiders, names in files: ${byKind.join(', ')}`,
  ];
}
