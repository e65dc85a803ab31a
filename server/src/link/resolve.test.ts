import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import fc from 'fast-check';
import { type IndexedPatient, IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { hashText } from '../patients/index/hashText.ts';
import { namePartOf } from '../patients/index/patientIndex.ts';
import { hashWord } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { type AskedOutcome, type LinkModel, linkModel } from './linkModel.ts';
import { countBearers, FLOOR, isNameAndBirthDate, type Match, posterior, resolve } from './resolve.ts';
import { scoreCandidate } from './scoreCandidate.ts';
import { noTraits, type Traits } from './traits.ts';
import { REGISTERED, REGISTERED_STAFF, STARTING_WEIGHTS } from './weights.ts';

const SURNAMES = ['MARTIN', 'MARTINS', 'DUPONT', 'DUPOND', 'LEGRAND', 'PETIT', 'BERNARD', 'THOMAS', 'NGUYEN'];
const GIVEN = ['MARIE', 'MARIA', 'JEANNE', 'THOMAS', 'BERNARD', 'PAUL', 'PAULE', 'LEA'];

const person = fc.record({
  birthName: fc.constantFrom(...SURNAMES),
  usageName: fc.constantFrom('', '', ...SURNAMES),
  givenName: fc.constantFrom(...GIVEN),
  birthDate: fc.constantFrom(19840714, 19840704, 19480714, 19480417, 20010203, 19380000),
});

type Person = Pick<IndexedPatient, 'birthName' | 'usageName' | 'birthDate'> & { readonly givenName: string };

function indexOf(people: readonly (Person & Partial<IndexedPatient>)[]): LinkModel {
  const builder = new IndexBuilder();
  people.forEach(({ givenName, ...rest }, i) => {
    const patient: IndexedPatient = {
      id: i + 1,
      patientNumber: String(10_000 + i),
      nir: null,
      givenNames: [givenName],
      sex: null,
      phones: [],
      email: '',
      address: '',
      postcode: '',
      ...rest,
    };
    builder.add(patient);
  });
  return linkModel(builder.build(), STARTING_WEIGHTS);
}

/** The traits of a name as written, with a birth date. */
function traitsOf(index: LinkModel, words: readonly string[], birthDate: number): Traits {
  const traits = noTraits();
  for (const word of words) {
    const part = namePartOf(index, hashWord(word));
    if (part === 0) traits.unknownNameWords.push(encode(word));
    else if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
  }
  traits.hasGivenName = words.length > 1;
  traits.birthDate = birthDate;
  return traits;
}

/** Persons of other names who fill a register, so that no name of {@link SURNAMES} is one that everybody bears. */
const SYLLABLES = ['BRO', 'KAV', 'LUZ', 'FEC', 'GWI', 'XOM', 'RIB', 'VEN', 'ZIT', 'HUC'];
const OTHERS: readonly Person[] = Array.from({ length: 300 }, (_, i) => ({
  birthName: `${SYLLABLES[i % 10]!}${SYLLABLES[Math.floor(i / 10) % 10]!}${SYLLABLES[Math.floor(i / 100)]!}`,
  usageName: '',
  givenName: GIVEN[i % GIVEN.length]!,
  birthDate: (1930 + (i % 85)) * 10_000 + (1 + (i % 12)) * 100 + 1 + (i % 28),
}));

/** THOMAS, Marie in a small register that is full of MARTIN, and one of them, Thomas, was born the same day. */
const NAME_TURNED_ROUND: readonly Person[] = [
  { birthName: 'MARTIN', usageName: '', givenName: 'THOMAS', birthDate: 20010203 },
  { birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 19840714 },
  { birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 19840714 },
  { birthName: 'THOMAS', usageName: '', givenName: 'MARIE', birthDate: 20010203 },
  { birthName: 'MARTIN', usageName: '', givenName: 'THOMAS', birthDate: 19840714 },
  { birthName: 'MARTIN', usageName: '', givenName: 'THOMAS', birthDate: 19840714 },
];

/** Names turned round, and a birth date that is only alike. */
const DATE_MISTAKEN: readonly Person[] = [
  { birthName: 'THOMAS', usageName: '', givenName: 'BERNARD', birthDate: 19840704 },
  { birthName: 'THOMAS', usageName: '', givenName: 'MARIE', birthDate: 19840714 },
  { birthName: 'MARTIN', usageName: '', givenName: 'BERNARD', birthDate: 19840714 },
  { birthName: 'MARTIN', usageName: 'BERNARD', givenName: 'THOMAS', birthDate: 19840714 },
];

test('blocking loses nobody whom a comparison with the whole register would find', () => {
  const written = fc.record({
    of: fc.nat(),
    surname: fc.constantFrom('birth', 'usage', 'slip'),
    date: fc.constantFrom('right', 'none', 'slip'),
  });
  fc.assert(
    fc.property(fc.array(person, { minLength: 1, maxLength: 40 }), written, (few, asked) => {
      losesNobody([...few, ...OTHERS], few[asked.of % few.length]!, asked);
    }),
    { numRuns: 1_000 },
  );
});

test('in a small register a common name leaves room for those who are only alike', () => {
  losesNobody(NAME_TURNED_ROUND, NAME_TURNED_ROUND[3]!, { surname: 'birth', date: 'right' });
  losesNobody(DATE_MISTAKEN, DATE_MISTAKEN[0]!, { surname: 'birth', date: 'right' });
});

/**
 * Asserts that who is found for a person as written is whom a comparison with everybody finds, as surely. Whose name and birth date are both written
 * otherwise is not looked for: he is left out of the comparison.
 */
function losesNobody(
  people: readonly Person[],
  meant: Person,
  { surname, date }: { readonly surname: string; readonly date: string },
): void {
  const index = indexOf(people);
  const name = surname === 'usage' && meant.usageName !== '' ? meant.usageName : meant.birthName;
  const word = surname === 'slip' ? name.slice(0, -1) : name;
  const birthDate = date === 'right' ? meant.birthDate : date === 'none' ? 0 : meant.birthDate + 1;
  const traits = traitsOf(index, [word, meant.givenName], birthDate);
  const isLookedFor = (reasons: number): boolean =>
    (reasons & REASON_BIT.name_similar) === 0 || (reasons & REASON_BIT.birth_date_equal) !== 0;
  const everybody = people
    .map((_, p) => scoreCandidate(index, p, traits))
    .filter(({ anchored, reasons }) => anchored && isLookedFor(reasons));
  const weighed = everybody.some(isNameAndBirthDate) ? everybody : countBearers(everybody);
  const [best] = posterior(weighed, [], index.size, REGISTERED).matches;
  const found = resolve(index, traits, REGISTERED).matches;
  if (best === undefined || best.probability < 0.9) return;
  assert.equal(found[0]?.patient, best.patient);
  assert.ok(
    Math.abs(found[0].probability - best.probability) < 0.05,
    `${found[0].probability} ${best.probability}`,
  );
}

test('those of a common name are told apart as if each were compared alone, and so they are when the name is written again', () => {
  const bearer = fc.record({
    birthName: fc.constantFrom('MARTIN', 'MARTIN', 'MARTINS', 'THOMAS'),
    usageName: fc.constantFrom('', '', 'PETIT', 'MARTIN'),
    givenName: fc.constantFrom('MARIE', 'MARIE', 'MARIA', 'THOMAS'),
    birthDate: fc.constantFrom(19840714, 19840704, 19860714, 19480417, 20010203, 19380000, 0),
    sex: fc.constantFrom('M', 'F', null),
    postcode: fc.constantFrom('', '28000', '28100'),
    email: fc.constantFrom('', '', 'marie@courriel.example', 'martin@courriel.example'),
  });
  const written = fc.record({
    surname: fc.constantFrom('MARTIN', 'MARTINS', 'THOMAS'),
    given: fc.constantFrom('MARIE', 'MARIA', 'THOMAS', 'ZOÉ'),
    birthDate: fc.constantFrom(19840714, 19840715, 19300101, 0),
    shortYear: fc.boolean(),
    sex: fc.constantFrom(0, 1, 2),
    age: fc.constantFrom(-1, -1, 37),
    postcode: fc.constantFrom(0, 28000, 28999),
    emailName: fc.constantFrom(0, hashText(encode('MARIE'))),
    numberOf: fc.constantFrom(-1, -2, 3),
    numberLabelled: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(bearer, { minLength: 40, maxLength: 80 }),
      fc.array(written, { minLength: 2, maxLength: 4 }),
      (people, passages) => {
        const index = indexOf(people);
        const apart = linkModel(index, STARTING_WEIGHTS, { asked: -1, stands() {}, compared() {}, candidate() {}, evidence() {}, decided() {} });
        for (const { surname, given, ...rest } of [...passages, ...passages]) {
          const traits = { ...traitsOf(index, [surname, given], 0), ...rest, ageYear: 2021, isAgeDated: true };
          const together = resolve(index, traits, REGISTERED);
          const each = resolve(apart, traits, REGISTERED);
          const told = ({ patient, reasons }: Match): number[] => [patient, reasons];
          assert.deepEqual(together.matches.map(told), each.matches.map(told));
          together.matches.forEach(({ probability }, i) =>
            assert.ok(Math.abs(probability - each.matches[i]!.probability) < 1e-9));
          assert.equal(together.oneOfMany?.bearers, each.oneOfMany?.bearers);
        }
      },
    ),
    { numRuns: 300 },
  );
}); // prettier-ignore

test('whoever is asked about comes out as he does when he is found, and changes nothing for the others', () => {
  const register = fc.array(person, { minLength: 10, maxLength: 60 });
  fc.assert(
    fc.property(register, person, fc.nat(9), (people, written, asked) => {
      const index = indexOf(people);
      const told: AskedOutcome[] = [];
      const recorder = { stands() {}, candidate() {}, evidence() {}, decided() {} };
      const compared = (outcome: AskedOutcome): number => told.push(outcome);
      const traits = traitsOf(index, [written.birthName, written.givenName], written.birthDate);
      const asking = linkModel(index, STARTING_WEIGHTS, { ...recorder, compared, asked });
      const plain = linkModel(index, STARTING_WEIGHTS, { ...recorder, compared, asked: -1 });
      const { matches } = resolve(asking, traits, REGISTERED);
      assert.deepEqual(matches, resolve(plain, traits, REGISTERED).matches);
      assert.equal(told.length, 1);
      const { search, isPossible, probability, weight, needed } = told[0]!;
      const match = matches.find(({ patient }) => patient === asked);
      if (match !== undefined) assert.ok(search === 'found' && Math.abs(match.probability - probability) < 1e-9);
      if (search === 'found' && match === undefined) assert.ok(probability < FLOOR);
      if (isPossible && Math.abs(weight - needed) > 1e-6) assert.equal(weight > needed, probability > FLOOR);
    }),
    { numRuns: 500 },
  );
}); // prettier-ignore

test('probabilities of the candidates and of an outsider add up to one', () => {
  fc.assert(
    fc.property(
      fc.array(person, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(...SURNAMES),
      fc.constantFrom(...GIVEN),
      (people, surname, given) => {
        const index = indexOf(people);
        const matches = resolve(index, traitsOf(index, [surname, given], 0), REGISTERED).matches;
        const sum = matches.reduce((total, match) => total + match.probability, 0);
        assert.ok(sum <= 1 + 1e-9);
        for (let i = 1; i < matches.length; i++)
          assert.ok(matches[i]!.probability <= matches[i - 1]!.probability);
      },
    ),
  );
});

test('namesakes share the probability until a birth date tells them apart', () => {
  const people = [
    { birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 19840714 },
    { birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 20010203 },
    ...Array.from({ length: 500 }, (_, i) => ({
      birthName: `NOM${'ABCDEFGHIJ'[i % 10]!}${'KLMNOPQRST'[Math.floor(i / 10) % 10]!}`,
      usageName: '',
      givenName: 'PAUL',
      birthDate: 19480417,
    })),
  ];
  const index = indexOf(people);
  const alone = resolve(index, traitsOf(index, ['MARTIN', 'MARIE'], 0), REGISTERED).matches;
  assert.deepEqual(
    alone.map(({ patient }) => patient),
    [0, 1],
  );
  assert.ok(alone.every(({ probability }) => probability > 0.4 && probability <= 0.5));
  const dated = resolve(index, traitsOf(index, ['MARTIN', 'MARIE'], 20010203), REGISTERED).matches;
  assert.equal(dated[0]!.patient, 1);
  assert.ok(dated[0]!.probability > 0.99);
  assert.equal(dated.length, 1);
});

test('a namesake with another birth date is not taken for the patient', () => {
  const index = indexOf([
    { birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 19840714 },
    ...Array.from({ length: 300 }, () => ({
      birthName: 'PETIT',
      usageName: '',
      givenName: 'PAUL',
      birthDate: 19480417,
    })),
  ]);
  const matches = resolve(index, traitsOf(index, ['MARTIN', 'MARIE'], 19551201), REGISTERED).matches;
  assert.ok((matches[0]?.probability ?? 0) < 0.5);
});

/** Bearers of MARTIN and of MARIE in plenty, of MARTIN Marie as many as asked. */
function registerWith(bearers: number): LinkModel {
  const people = Array.from({ length: 2_000 }, (_, i) => ({
    birthName: i % 20 === 0 ? 'MARTIN' : 'THOMAS',
    usageName: '',
    givenName: i % 20 === 1 ? 'MARIE' : 'PAUL',
    birthDate: 19300101 + i,
  }));
  for (let i = 0; i < bearers; i++)
    people.push({ birthName: 'MARTIN', usageName: '', givenName: 'MARIE', birthDate: 19840701 + i });
  return indexOf(people);
}

test('a common name that only one patient bears is that patient’s, one that several bear is nobody’s for certain', () => {
  const probability = (bearers: number): number => {
    const index = registerWith(bearers);
    return resolve(index, traitsOf(index, ['MARTIN', 'MARIE'], 0), REGISTERED).matches[0]!.probability;
  };
  assert.ok(probability(1) > 0.8);
  assert.ok(probability(2) < 0.5 && probability(2) > 0.4);
  assert.ok(probability(5) < 0.25);
});

test('in a paper of the house a name of the register says nothing', () => {
  const index = registerWith(1);
  const best = resolve(index, traitsOf(index, ['MARTIN', 'MARIE'], 0), REGISTERED_STAFF, 1).matches[0];
  assert.ok((best?.probability ?? 0) < 0.1);
});

test('a further given name is weaker than the one in use, half a double name weaker than the whole', () => {
  const people = [
    { birthName: 'MARTIN', usageName: '', givenName: 'MARIE JEANNE', birthDate: 19840714 },
    { birthName: 'DUPONT', usageName: '', givenName: 'MARIE-LEA', birthDate: 19480714 },
    ...Array.from({ length: 500 }, (_, i) => ({
      birthName: 'THOMAS',
      usageName: '',
      givenName: 'PAUL',
      birthDate: 19300101 + i,
    })),
  ];
  const index = indexOf(people);
  const weight = (p: number, words: readonly string[]): number =>
    scoreCandidate(index, p, traitsOf(index, words, 0)).weight;
  assert.ok(weight(0, ['MARTIN', 'MARIE']) > weight(0, ['MARTIN', 'JEANNE']) + 3);
  assert.ok(weight(1, ['DUPONT', 'MARIE', 'LEA']) > weight(1, ['DUPONT', 'MARIE']) + 2);
  assert.ok(weight(1, ['DUPONT', 'MARIE', 'LEA']) > weight(1, ['DUPONT', 'LEA', 'MARIE']) + 2);
});

test('capitals are the surname: MARTIN Paul is rather Paul MARTIN than Martin PAUL', () => {
  const filler = Array.from({ length: 500 }, (_, i) => ({
    birthName: 'LEGRAND',
    usageName: '',
    givenName: 'LEA',
    birthDate: 19300101 + i,
  }));
  const index = indexOf([
    { birthName: 'THOMAS', usageName: '', givenName: 'BERNARD', birthDate: 19840714 },
    { birthName: 'BERNARD', usageName: '', givenName: 'THOMAS', birthDate: 19480714 },
    ...filler,
  ]);
  const traits = traitsOf(index, ['BERNARD', 'THOMAS'], 0);
  traits.capitalParts = [namePartOf(index, hashWord('BERNARD'))];
  assert.equal(resolve(index, traits, REGISTERED).matches[0]!.patient, 1);
  assert.ok(resolve(index, traits, REGISTERED).matches[0]!.probability > 0.8);
});

test('a year of two digits may be of either century', () => {
  const index = indexOf([{ birthName: 'MARTIN', usageName: '', givenName: 'PAUL', birthDate: 19220714 }]);
  const traits = traitsOf(index, ['MARTIN', 'PAUL'], 20220714);
  traits.shortYear = true;
  assert.equal(resolve(index, traits, REGISTERED).matches[0]!.patient, 0);
});

test('resolve gives those whom a mention may mean one key, the same whatever else it says, and nobody else the same', () => {
  const people = [19840714, 19380000, 20010203].flatMap((birthDate): Person[] => [
    { birthName: 'LEGRAND', usageName: '', givenName: 'PAUL', birthDate },
    { birthName: 'PETIT', usageName: '', givenName: 'LEA', birthDate },
  ]);
  const index = indexOf(people);
  const of = (...words: string[]) => resolve(index, traitsOf(index, words, 0), REGISTERED).matches;
  const [legrand, petit] = [of('LEGRAND', 'PAUL'), of('PETIT', 'LEA')];
  assert.deepEqual([legrand.length, petit.length], [3, 3]);
  const [first, second] = [legrand, petit].map((matches) => new Set(matches.map(({ rivals }) => rivals)));
  assert.deepEqual([first!.size, second!.size], [1, 1]);
  assert.ok([...first!][0]! > 0 && [...first!][0] !== [...second!][0]);
  assert.deepEqual(new Set(of('PAUL', 'LEGRAND').map(({ rivals }) => rivals)), first);
  const [only] = resolve(index, traitsOf(index, ['LEGRAND', 'PAUL'], 19840714), REGISTERED).matches;
  assert.equal(only!.rivals, undefined);
});
