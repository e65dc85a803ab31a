import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Clusters, OutsiderClusters } from './clusterOutsiders.ts';

type Mention = readonly [name: string, birth: number, content?: number, probability?: number];

/** Mentions without a content stand in one of their own. */
function cluster(mentions: readonly Mention[]): Clusters {
  const clusters = new OutsiderClusters();
  for (const [i, [name, birth, content, probability]] of mentions.entries())
    clusters.add(name, birth, probability ?? 1, content ?? i + 1);
  return clusters.cluster();
}

/** Person of each mention. */
function persons(...mentions: Mention[]): number[] {
  return [...cluster(mentions).persons];
}

test('OutsiderClusters takes accents, order, civilities and initials as they come', () => {
  assert.deepEqual(
    persons(
      ['FANETTI Éloïse', 19840714],
      ['Eloise FANETTI', 19840714],
      ['Mme fanetti eloise M.', 19840714],
      ['FANETTI Marie', 19840714],
    ),
    [1, 1, 1, 2],
  );
});

test('OutsiderClusters joins a typing error, a further given name and a married name under the same birth date', () => {
  assert.deepEqual(persons(['QUERNEC Yannick', 19620930], ['QUERNAC Yannick', 19620930]), [1, 1]);
  assert.deepEqual(persons(['QUERNEC Yannick', 19620930], ['QUERNEC Yannick Paul', 19620930]), [1, 1]);
  assert.deepEqual(persons(['FANETTI Marie', 19840714], ['Mme QUERNEC Marie née FANETTI', 19840714]), [1, 1]);
  assert.deepEqual(persons(['QUERNEC Yannick', 19620930], ['QUERNAC Yannick', 19620101]), [1, 2]);
});

test('OutsiderClusters keeps twins apart whose given names nearly agree', () => {
  assert.deepEqual(persons(['FANETTI Louis', 20100102], ['FANETTI Louise', 20100102]), [1, 2]);
});

test('OutsiderClusters joins birth dates that differ by a slip, but for a frequent name', () => {
  assert.deepEqual(persons(['FANETTI Marie', 19840714], ['FANETTI Marie', 19910203]), [1, 2]);
  assert.deepEqual(persons(['FANETTI Marie', 19840710], ['FANETTI Marie', 19841007]), [1, 1]);
  const frequent = [19840710, 19841007, 19550101, 19660202, 19770303].map((b): Mention => [
    'MARTIN Marie',
    b,
  ]);
  assert.deepEqual(persons(...frequent), [1, 2, 3, 4, 5]);
});

test('OutsiderClusters gives a name without a birth date to the only person who bears it', () => {
  assert.deepEqual(persons(['FANETTI Marie', 0], ['FANETTI Marie', 19840714]), [1, 1]);
  assert.deepEqual(
    persons(['FANETTI Marie', 19840000], ['FANETTI Marie', 19840714], ['FANETTI Marie', 19510203]),
    [1, 1, 2],
  );
  assert.deepEqual(
    persons(['FANETTI Marie', 0], ['FANETTI Marie', 19840714], ['FANETTI Marie', 19510203]),
    [1, 2, 3],
  );
});

test('OutsiderClusters counts a range where names alone do not tell', () => {
  const { low, high, mentions } = cluster([
    ['FANETTI Marie', 19840714],
    ['FANETTI Marie', 19840714],
    // Two letters about a QUERNEC: one or two persons.
    ['QUERNEC Yann', 0],
    ['QUERNEC Yann', 0],
    // Whoever this is may be one of those above.
    ['FANETTI', 0],
    ['', 0],
  ]);
  assert.deepEqual({ low, high, mentions }, { low: 2, high: 5, mentions: 6 });
  assert.deepEqual(cluster([['', 0]]).low, 1);
  assert.deepEqual(cluster([]), { low: 0, high: 0, mentions: 0, persons: new Uint32Array(0) });
});

test('OutsiderClusters counts two mentions of a name in one content once', () => {
  const { low, high } = cluster([
    ['QUERNEC Yann', 0, 7],
    ['Yann Quernec', 0, 7],
  ]);
  assert.deepEqual([low, high], [1, 1]);
});

test('OutsiderClusters counts who is more likely a patient at most, not at least', () => {
  const { low, high } = cluster([
    ['QUERNEC Yann', 19620930, 1, 0.2],
    ['FANETTI Marie', 19840714, 2, 0.9],
  ]);
  assert.deepEqual([low, high], [1, 2]);
});

test('OutsiderClusters finds the same persons in whatever order the mentions come', () => {
  const mention = fc.tuple(
    fc.constantFrom('FANETTI Marie', 'FANETI Marie', 'Marie Fanetti Paule', 'FANETTI', 'QUERNEC Yann', ''),
    fc.constantFrom(0, 19840714, 19840700, 19840724, 19841407, 19840704, 19500101),
  );
  fc.assert(
    fc.property(fc.array(mention, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (mentions, keys) => {
      const at = mentions.map((_, i) => i);
      const rank = at.map(() => keys.next().value as number);
      const order = [...at].sort((a, b) => rank[a]! - rank[b]! || a - b);
      const plain = cluster(mentions.map(([name, birth], i) => [name, birth, i]));
      const shuffled = cluster(order.map((i) => [...mentions[i]!, i] as const));
      const together = (persons: Uint32Array, places: readonly number[]): boolean[] =>
        at.flatMap((i) => at.map((j) => persons[places[i]!] === persons[places[j]!]));
      assert.deepEqual([shuffled.low, shuffled.high], [plain.low, plain.high]);
      const placeOf = at.map((i) => order.indexOf(i));
      assert.deepEqual(together(shuffled.persons, placeOf), together(plain.persons, at));
      assert.ok(plain.low <= plain.high);
    }),
  );
});
