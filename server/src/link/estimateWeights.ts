import { EVIDENCE_KINDS, type EvidenceKind } from './linkModel.ts';
import { type MatchWeights, STARTING_WEIGHTS } from './weights.ts';

/** One candidate of a sampled passage: the sum of its starting weights, bits, and the evidence in it (positions in EVIDENCE_KINDS). No values. */
export interface SampledCandidate {
  readonly weight: number;
  readonly kinds: Uint8Array;
}

/** One sampled passage: its candidates, and the prior that its person is in the register. */
export interface SampledPassage {
  readonly registered: number;
  readonly candidates: readonly SampledCandidate[];
}

/**
 * Levels of one trait, with the m of each that the starting weights stand for; the levels of a trait exclude each other, `others` may come beside them
 * (a typing error beside an equal surname) and are counted over the same passages.
 */
interface Trait {
  readonly levels: Readonly<Partial<Record<EvidenceKind, number>>>;
}

const TRAITS: readonly Trait[] = [
  { levels: { surname_equal: 0.92, surname_alike: 0.005, surname_differs: 2 ** STARTING_WEIGHTS.surnameDiffers, name_similar: 0.03, extra_word: 0.125, missing_word: 0.125 } },
  { levels: { given_equal: 0.9, given_further: 0.03, given_variant: 0.02, given_alike: 0.005, given_differs: 2 ** STARTING_WEIGHTS.givenDiffers, names_exchanged: 0.02 } },
  { levels: { birth_date_equal: 0.98, birth_date_similar: 0.02, birth_date_differs: 2 ** STARTING_WEIGHTS.birthDateDiffers } },
  { levels: { sex_equal: 0.995, sex_differs: 2 ** STARTING_WEIGHTS.sexDiffers } },
  { levels: { number_equal: 0.97, number_of_other: 2 ** STARTING_WEIGHTS.numberOfOther, number_of_nobody: 2 ** STARTING_WEIGHTS.numberOfNobody } },
  { levels: { nir_equal: 0.97, nir_similar: 0.01, nir_differs: 2 ** STARTING_WEIGHTS.nirDiffers, nir_and_date_differ: 2 ** STARTING_WEIGHTS.nirAndDateDiffer } },
]; // prettier-ignore

/** Prior: so many passages would have shown the starting values (Dirichlet pseudo-counts). A small or odd case cannot run away from them. */
const PSEUDO_PASSAGES = 50;
/** No share falls below this, whatever the data say; a level that disagrees never rises above. */
const LEAST = 1e-5;
const MOST = 0.25;
const ROUNDS = 30;
/** Weights are kept in steps of this many parts of a bit, so that the order of additions never shows in them. */
const STEPS = 64;

/** Estimated shares by kind of evidence, P(kind | same person, trait stated). */
export type EstimatedShares = Partial<Record<EvidenceKind, number>>;

/**
 * Estimates m by expectation maximisation: who is meant is unknown, so each candidate counts with the probability that the weights so far give it (as
 * in linking: the candidates and somebody outside the register share one), and the shares of the levels among those who are meant make the next weights. u is
 * not estimated here: it comes from the register's frequencies.
 */
export function estimateShares(passages: readonly SampledPassage[], size: number): EstimatedShares {
  let shares = startingShares();
  for (let round = 0; round < ROUNDS; round++) shares = nextShares(passages, size, shares);
  return shares;
}

function startingShares(): EstimatedShares {
  return Object.assign({}, ...TRAITS.map(({ levels }) => levels)) as EstimatedShares;
}

/** By position in EVIDENCE_KINDS: what the shares add to the starting weight, bits. */
function shiftsOf(shares: EstimatedShares): Float64Array {
  const starting = startingShares();
  return Float64Array.from(EVIDENCE_KINDS, (kind) => {
    const share = shares[kind];
    return share === undefined ? 0 : Math.log2(share / starting[kind]!);
  });
}

/** By position in EVIDENCE_KINDS: the trait, -1 for kinds that are not estimated. */
const TRAIT_OF = Int8Array.from(EVIDENCE_KINDS, (kind) => TRAITS.findIndex(({ levels }) => kind in levels));
/** Kinds that come beside the levels of their trait and do not say that it was compared. */
const BESIDE: ReadonlySet<EvidenceKind> = new Set([
  'name_similar',
  'extra_word',
  'missing_word',
  'names_exchanged',
]);
const SAYS_COMPARED = EVIDENCE_KINDS.map((kind) => !BESIDE.has(kind));

function nextShares(
  passages: readonly SampledPassage[],
  size: number,
  shares: EstimatedShares,
): EstimatedShares {
  const shifts = shiftsOf(shares);
  const meant = new Float64Array(EVIDENCE_KINDS.length);
  const compared = new Float64Array(TRAITS.length);
  for (const { registered, candidates } of passages) {
    const likelihoods = candidates.map(
      ({ weight, kinds }) =>
        (registered / size) * 2 ** kinds.reduce((sum, kind) => sum + shifts[kind]!, weight),
    );
    const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 1 - registered);
    candidates.forEach(({ kinds }, c) => {
      const probability = likelihoods[c]! / total;
      for (const kind of kinds) {
        meant[kind]! += probability;
        if (TRAIT_OF[kind]! >= 0 && SAYS_COMPARED[kind]!) compared[TRAIT_OF[kind]!]! += probability;
      }
    });
  }
  return Object.fromEntries(
    TRAITS.flatMap(({ levels }, t) =>
      Object.entries(levels).map(([kind, starting]) => {
        const count = meant[EVIDENCE_KINDS.indexOf(kind as EvidenceKind)]!;
        const share = (PSEUDO_PASSAGES * starting + count) / (PSEUDO_PASSAGES + compared[t]!);
        const most = kind.endsWith('_equal') ? 1 : MOST;
        return [kind, Math.min(most, Math.max(LEAST, share))];
      }),
    ),
  );
}

/** The weights of estimated shares, in steps of 1/64 bit. */
export function weightsOf(shares: EstimatedShares): MatchWeights {
  const shifts = shiftsOf(shares);
  const shift = (kind: EvidenceKind): number =>
    Math.round(shifts[EVIDENCE_KINDS.indexOf(kind)]! * STEPS) / STEPS;
  const start = STARTING_WEIGHTS;
  return {
    ...start,
    surname: start.surname + shift('surname_equal'),
    surnameAlike: start.surnameAlike + shift('surname_alike'),
    surnameDiffers: start.surnameDiffers + shift('surname_differs'),
    similarPart: start.similarPart + shift('name_similar'),
    extraWord: start.extraWord + shift('extra_word'),
    missingWord: start.missingWord + shift('missing_word'),
    given: start.given + shift('given_equal'),
    furtherGiven: start.furtherGiven + shift('given_further') - shift('given_equal'),
    givenVariant: start.givenVariant + shift('given_variant') - shift('given_equal'),
    givenAlike: start.givenAlike + shift('given_alike'),
    givenDiffers: start.givenDiffers + shift('given_differs'),
    namesExchanged: start.namesExchanged + shift('names_exchanged'),
    birthDate: start.birthDate + shift('birth_date_equal'),
    birthMonth: start.birthMonth + shift('birth_date_equal'),
    birthYear: start.birthYear + shift('birth_date_equal'),
    birthDateSimilar: start.birthDateSimilar + shift('birth_date_similar'),
    birthDateDiffers: start.birthDateDiffers + shift('birth_date_differs'),
    sexAgrees: start.sexAgrees + shift('sex_equal'),
    sexDiffers: start.sexDiffers + shift('sex_differs'),
    number: start.number + shift('number_equal'),
    numberOfOther: start.numberOfOther + shift('number_of_other'),
    numberOfNobody: start.numberOfNobody + shift('number_of_nobody'),
    nir: start.nir + shift('nir_equal'),
    foreignNumber: start.foreignNumber + shift('nir_equal'),
    nirSimilar: start.nirSimilar + shift('nir_similar'),
    foreignNumberSimilar: start.foreignNumberSimilar + shift('nir_similar'),
    nirDiffers: start.nirDiffers + shift('nir_differs'),
    nirAndDateDiffer: start.nirAndDateDiffer + shift('nir_and_date_differ'),
  };
}
