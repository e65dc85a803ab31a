import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from './deriveCode.ts';
import { SecretHasher } from './hashSecret.ts';
import {
  CODE_SYMBOLS,
  codeSymbols,
  LOCATOR_SYMBOLS,
  printCode,
  readCode,
  type ReferenceCode,
  SECRET_SYMBOLS,
} from './referenceCode.ts';
import { holdsRudeWord } from './rudeWords.ts';

const keys = new CaseKeys(Buffer.alloc(32, 7));
const deriver = new CodeDeriver(keys);
const symbol = fc.constantFrom(...Array.from(CODE_SYMBOLS));
const text = (length: number): fc.Arbitrary<string> =>
  fc.array(symbol, { minLength: length, maxLength: length }).map((symbols) => symbols.join(''));
const anyCode: fc.Arbitrary<ReferenceCode> = fc.record(
  {
    locator: text(LOCATOR_SYMBOLS),
    secret: text(SECRET_SYMBOLS),
  },
  { noNullPrototype: true },
);

test('CODE_SYMBOLS are 31 without look-alikes', () => {
  assert.equal(new Set(CODE_SYMBOLS).size, 31);
  assert.doesNotMatch(CODE_SYMBOLS, /[01ILO]/);
});

test('readCode inverts printCode, however the code is typed', () => {
  fc.assert(
    fc.property(anyCode, fc.constantFrom('-', ' ', '', ' - ', '.', '\u2011'), (code, between) => {
      const typed = printCode(code).split('-').join(between);
      assert.deepEqual(readCode(typed.toLowerCase()), code);
    }),
  );
  assert.match(printCode({ locator: 'K7M2P', secret: '4QDTWX2RJ8' }), /^K7M2P-4QDTW-X2RJ8-.$/);
});

test('readCode catches every single wrong symbol and every exchange of two', () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      const symbols = codeSymbols(code);
      for (let i = 0; i < symbols.length; i++) {
        for (const other of CODE_SYMBOLS)
          if (other !== symbols[i])
            assert.deepEqual(readCode(symbols.slice(0, i) + other + symbols.slice(i + 1)), { kind: 'check' });
        for (let j = i + 1; j < symbols.length; j++) {
          const swapped = Array.from(symbols);
          [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
          if (symbols[i] !== symbols[j]) assert.deepEqual(readCode(swapped.join('')), { kind: 'check' });
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('readCode names the symbols that are taken for others', () => {
  const symbols = codeSymbols({ locator: 'K7M2P', secret: '4QDTWX2RJ8' });
  for (const [typed, lookAlikes] of [
    ['0', '0/O'],
    ['o', '0/O'],
    ['1', '1/I/L'],
    ['i', '1/I/L'],
    ['L', '1/I/L'],
    ['é', ''],
  ] as const)
    // prettier-ignore
    assert.deepEqual(readCode(`${typed}${symbols.slice(1)}`), {
      kind: 'symbol',
      place: 1,
      symbol: typed.toUpperCase(),
      lookAlikes,
    });
  assert.deepEqual(readCode(symbols.slice(1)), { kind: 'length', symbols: 15 });
});

test('CodeDeriver gives the same code for the same person and issue, another for any other', () => {
  const first = deriver.choose({ person: 12, issue: 1 }, new Set());
  assert.deepEqual(new CodeDeriver(new CaseKeys(Buffer.alloc(32, 7))).choose({ person: 12, issue: 1 }, new Set()), first); // prettier-ignore
  assert.deepEqual(deriver.derive({ person: 12, issue: 1 }, first), first.code);
  assert.notEqual(deriver.choose({ person: 12, issue: 2 }, new Set()).code.secret, first.code.secret);
  const otherCase = new CodeDeriver(new CaseKeys(Buffer.alloc(32, 8)));
  assert.notDeepEqual(otherCase.choose({ person: 12, issue: 1 }, new Set()).code, first.code);
});

test('CodeDeriver takes the next derivation where a locator is taken, and never one twice', () => {
  const holder = { person: 5, issue: 1 };
  const free = deriver.choose(holder, new Set());
  const next = deriver.choose(holder, new Set([free.code.locator]));
  assert.ok(next.locatorAttempt > free.locatorAttempt);
  const taken = new Set<string>();
  for (let person = 1; person <= 20_000; person++) deriver.choose({ person, issue: 1 }, taken);
  assert.equal(taken.size, 20_000);
});

test('CodeDeriver never chooses a code in which a rude word can be read', () => {
  const taken = new Set<string>();
  let skipped = 0;
  for (let person = 1; person <= 20_000; person++) {
    const { code, locatorAttempt, secretAttempt } = deriver.choose({ person, issue: 1 }, taken);
    assert.equal(holdsRudeWord(codeSymbols(code)), false);
    if (locatorAttempt + secretAttempt > 0) skipped++;
  }
  assert.ok(skipped > 0);
});

test('holdsRudeWord reads look-alikes as people do', () => {
  for (const rude of ['M3RD3', 'XPU7EX', 'FUCKZ', '5EXE', 'NAZJ', 'VJHAB'])
    assert.equal(holdsRudeWord(rude), true, rude);
  for (const plain of ['K7M2P', '4QDTWX2RJ8', 'BCDFGH']) assert.equal(holdsRudeWord(plain), false, plain);
});

test('SecretHasher proves a secret with its locator, under the key of its case, and nothing else', async () => {
  const hasher = new SecretHasher(keys);
  const salt = Buffer.alloc(16, 1);
  const kept = { salt, hash: await hasher.hash('K7M2P', '4QDTWX2RJ8', salt) };
  assert.equal(await hasher.fits('K7M2P', '4QDTWX2RJ8', kept), true);
  assert.equal(await hasher.fits('K7M2P', '4QDTWX2RJ9', kept), false);
  assert.equal(await hasher.fits('K7M2Q', '4QDTWX2RJ8', kept), false);
  assert.equal(
    await new SecretHasher(new CaseKeys(Buffer.alloc(32, 8))).fits('K7M2P', '4QDTWX2RJ8', kept),
    false,
  );
});

/** Guesses that hit, for so many guesses a second over so many days: each aims at the secret of one locator. */
function expectedHits(perSecond: number, days: number): number {
  return (perSecond * days * 86_400) / 31 ** SECRET_SYMBOLS;
}

test('SECRET_SYMBOLS leave 0.00001 hits at 1,000 guesses a second in 90 days, however many codes are alive', () => {
  assert.ok(expectedHits(1_000, 90) <= 1e-4);
  assert.ok(expectedHits(1_000, 90) > 1e-6);
  // Eight symbols looked up directly, with 750,000 codes alive: what the locator prevents.
  assert.ok((1_000 * 90 * 86_400 * 750_000) / 31 ** 8 > 5_000);
});
