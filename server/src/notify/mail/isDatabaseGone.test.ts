import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDatabaseGone, troubleOf } from './isDatabaseGone.ts';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

test('isDatabaseGone knows what passes by itself, and leaves alone what is a fault of ours', () => {
  const passing = ['08006', '57P01', '57P03', '53300', '53100', '53200', '58030', '25P03', 'ECONNREFUSED'];
  for (const code of passing) assert.ok(isDatabaseGone(coded(code)), code);
  for (const code of ['42501', '23505', '42P01', '22003', '57014', ''])
    assert.ok(!isDatabaseGone(coded(code)), code);
  assert.ok(isDatabaseGone(new AggregateError([coded('ECONNREFUSED')])));
  assert.ok(isDatabaseGone(new Error('Connection terminated unexpectedly')));
  assert.ok(!isDatabaseGone('53100'));
});

test('troubleOf tells a disk on which there is no room from a database that does not answer', () => {
  assert.equal(troubleOf(coded('53100')), 'disk');
  assert.equal(troubleOf(coded('58030')), 'disk');
  assert.equal(troubleOf(coded('57P01')), 'gone');
  assert.equal(troubleOf(new Error('Connection terminated')), 'gone');
});
