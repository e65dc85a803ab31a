import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFurtherVolume, volumeSets } from './volumeSets.ts';

test('volumeSets finds the sets of every naming, in the order of their bytes', () => {
  for (const volumes of [
    ['a.part1.rar', 'a.part2.rar', 'a.part10.rar'.replace('10', '3')],
    ['A.PART01.EXE', 'A.part02.rar'],
    ['a.rar', 'a.r00', 'a.r01'],
    ['a.7z.001', 'a.7z.002', 'a.7z.003'],
    ['a.tar.gz.aa', 'a.tar.gz.ab'],
  ])
    assert.deepEqual(volumeSets(volumes.toReversed()), [
      { container: volumes[0], volumes, isBroken: false, isGuess: false },
    ]);
  assert.deepEqual(volumeSets(['a.z01', 'a.z02', 'a.zip']), [
    { container: 'a.zip', volumes: ['a.z01', 'a.z02', 'a.zip'], isBroken: false, isGuess: false },
  ]);
});

test('volumeSets counts parts as numbers: part10 stands behind part9', () => {
  const names = Array.from({ length: 12 }, (_, i) => `a.part${i + 1}.rar`);
  assert.deepEqual(volumeSets(names.toSorted())[0]!.volumes, names);
});

test('volumeSets cuts a set where a volume is missing, and says so', () => {
  assert.deepEqual(volumeSets(['a.7z.001', 'a.7z.002', 'a.7z.004']), [
    { container: 'a.7z.001', volumes: ['a.7z.001', 'a.7z.002'], isBroken: true, isGuess: false },
    { container: 'a.7z.004', volumes: ['a.7z.004'], isBroken: true, isGuess: false },
  ]);
  assert.deepEqual(volumeSets(['a.part2.rar']), [
    { container: 'a.part2.rar', volumes: ['a.part2.rar'], isBroken: true, isGuess: false },
  ]);
  assert.deepEqual(volumeSets(['a.z01']), [
    { container: 'a.z01', volumes: ['a.z01'], isBroken: true, isGuess: false },
  ]);
});

test('volumeSets leaves single archives and numbered files of other kinds alone', () => {
  assert.deepEqual(
    volumeSets(['a.rar', 'b.zip', 'fax.001', 'fax.002', 'c.part1.rar', 'lettre.aa', 'd.7z']),
    [],
  );
});

test('volumeSets only guesses where names end with two letters and nothing else speaks for it', () => {
  for (const volumes of [
    ['xaa', 'xab'],
    ['copie_aa', 'copie_ab', 'copie_ac'],
  ])
    assert.deepEqual(volumeSets(volumes), [
      { container: volumes[0], volumes, isBroken: false, isGuess: true },
    ]);
  assert.deepEqual(volumeSets(['extra', 'notes', 'copie_aa']), []);
  assert.equal(isFurtherVolume('notes'), false);
});

test('isFurtherVolume knows the volumes that say nothing on their own', () => {
  assert.deepEqual(['a.7z.002', 'a.r00', 'a.z02', 'a.part2.rar', 'a.7z.001', 'a.txt'].map(isFurtherVolume), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
