import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateShares, type SampledPassage, weightsOf } from './estimateWeights.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from './linkModel.ts';
import { STARTING_WEIGHTS } from './weights.ts';

const kindsOf = (...kinds: EvidenceKind[]): Uint8Array =>
  Uint8Array.from(kinds, (kind) => EVIDENCE_KINDS.indexOf(kind));

/** A passage with one candidate. */
const passage = (weight: number, ...kinds: EvidenceKind[]): SampledPassage => ({
  registered: 0.9,
  candidates: [{ weight, kinds: kindsOf(...kinds) }],
});

const repeat = (count: number, one: SampledPassage): SampledPassage[] =>
  Array.from({ length: count }, () => one);

test('estimateShares without data gives the starting weights', () => {
  assert.deepEqual(weightsOf(estimateShares([], 1_000)), STARTING_WEIGHTS);
});

test('estimateShares learns how often birth dates of the same person differ', () => {
  const right = passage(50, 'number_equal', 'surname_equal', 'given_equal', 'birth_date_equal');
  const wrong = passage(25, 'number_equal', 'surname_equal', 'given_equal', 'birth_date_differs');
  const shares = estimateShares([...repeat(900, right), ...repeat(100, wrong)], 1_000);
  assert.ok(Math.abs(shares.birth_date_differs! - 100 / 1_050) < 0.002, String(shares.birth_date_differs));
  const weights = weightsOf(shares);
  assert.ok(weights.birthDateDiffers > -4 && weights.birthDateDiffers < -3);
});

test('estimateShares leaves out candidates who are not meant', () => {
  const right = passage(50, 'surname_equal', 'given_equal', 'birth_date_equal');
  const namesake = passage(2, 'surname_equal', 'given_equal', 'birth_date_differs');
  const shares = estimateShares([...repeat(900, right), ...repeat(100, namesake)], 1_000_000);
  assert.ok(shares.birth_date_differs! < 0.001);
});

test('estimateShares moves little for a case of a few passages', () => {
  const odd = passage(50, 'surname_equal', 'given_equal', 'number_equal', 'birth_date_differs');
  const shares = estimateShares(repeat(3, odd), 1_000);
  assert.ok(shares.surname_equal! > 0.91 && shares.birth_date_differs! < 0.06);
});

test('estimateShares gives the same whatever the order of the passages', () => {
  const passages = Array.from({ length: 300 }, (_, i) =>
    i % 7 === 0
      ? passage(18 + (i % 11), 'surname_equal', 'given_differs', 'birth_date_equal')
      : passage(30 + (i % 5), 'surname_equal', 'given_equal', 'birth_date_similar'),
  );
  assert.deepEqual(
    weightsOf(estimateShares(passages, 50_000)),
    weightsOf(estimateShares(passages.toReversed(), 50_000)),
  );
});
