import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashWord } from '../text/fold.ts';
import { areVariants, formBits } from './givenVariants.ts';

const areForms = (a: string, b: string): boolean => areVariants(hashWord(a), hashWord(b));

test('areVariants knows short forms and spellings of a given name, and not names that only look alike', () => {
  for (const [a, b] of [
    ['ROBERT', 'BOB'],
    ['BOB', 'ROB'],
    ['BETH', 'ELIZABETH'],
    ['ELISABETH', 'ELIZABETH'],
    ['KATE', 'KATHERINE'],
    ['MATTHIEU', 'MATHIEU'],
    ['MANU', 'EMMANUELLE'],
    ['MANU', 'EMMANUEL'],
  ] as const)
    assert.ok(areForms(a, b) && areForms(b, a), `${a} ${b}`);
  for (const [a, b] of [
    ['EMMANUEL', 'EMMANUELLE'],
    ['MARTIN', 'MARTINE'],
    ['JEAN', 'PAUL'],
    ['WILLIAM', 'GUILLAUME'],
    ['XYZZY', 'XYZZY'],
  ] as const)
    assert.ok(!areForms(a, b), `${a} ${b}`);
});

test('formBits of forms of one name share a bit', () => {
  assert.notEqual(formBits(hashWord('BOB')) & formBits(hashWord('ROBERT')), 0);
  assert.equal(formBits(hashWord('XYZZY')), 0);
});
