import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { findTools } from '../sandbox/findTools.ts';
import { keepInScratch, withNamedCopy } from './scratch.ts';

const MB = 1 << 20;

/** A stream of chunks, each filled with its number. */
async function* chunks(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield await Promise.resolve(new Uint8Array(size).fill(i + 1));
}

test('keepInScratch gives back what it was given, at any offset', async () => {
  const sizes = [3 * MB, 20 * MB, 1, 17 * MB + 5];
  const whole = Buffer.concat(await Array.fromAsync(chunks(sizes)));
  await keepInScratch([new Uint8Array(5 * MB)], chunks([]));
  const kept = await keepInScratch([whole.subarray(0, 10)], chunksOf(whole.subarray(10)));
  assert.equal(kept.length, whole.length);
  fc.assert(
    fc.property(fc.nat(whole.length + 10), fc.nat(18 * MB), (offset, length) => {
      const read = kept.read(new Uint8Array(length), offset);
      assert.ok(whole.subarray(offset, offset + length).equals(read));
    }),
    { numRuns: 30 },
  );
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += MB) yield await Promise.resolve(bytes.subarray(at, at + MB));
}

/** Keeps 40 MB eleven times and holds on to the last only, then twice holding on to both. */
const KEEPER = `
  const { keepInScratch } = await import(new URL('scratch.ts', ${JSON.stringify(import.meta.url)}));
  const MB = 1 << 20;
  async function* chunks() { for (let i = 0; i < 40; i++) yield new Uint8Array(MB).fill(7); }
  let kept = null;
  for (let i = 0; i < 11; i++) kept = await keepInScratch([], chunks());
  console.log(kept.read(new Uint8Array(1), 40 * MB - 1)[0]);
  const held = [kept];
  await keepInScratch([], chunks()).then((another) => held.push(another));
  await keepInScratch([], chunks()).then((another) => held.push(another), (error) => console.log(error.message));
`;

const prlimit = findTools().prlimit;

test(
  'keepInScratch uses room again that nobody needs any more, and says when there is none left',
  { skip: prlimit === undefined ? 'needs prlimit' : false },
  () => {
    const out = execFileSync(
      prlimit!,
      [
        `--fsize=${100 * MB}`,
        process.execPath,
        ...['--expose-gc', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', KEEPER],
      ],
      { encoding: 'utf8' },
    );
    assert.equal(out, '7\nread_in_part: size_limit\n');
  },
);

test('withNamedCopy gives a stream a name for as long as it is opened, one after the other', async () => {
  const sizes = [[3 * MB, 5], [7], []];
  for (const size of sizes) {
    const copy = await withNamedCopy(chunks(size), (path) => readFileSync(path));
    assert.deepEqual(copy, Buffer.concat(await Array.fromAsync(chunks(size))));
  }
});
