import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../../text/windows1252.ts';
import { emailKeys } from './emailKeys.ts';

const keys = (email: string): ReturnType<typeof emailKeys> => emailKeys(encode(email));

test('emailKeys compares what stands before the @ and behind it apart, whatever the case', () => {
  const { name, domain } = keys('Lise.Morvan12@exemple.org');
  assert.equal(keys('lise.morvan12@autre.example').name, name);
  assert.equal(keys('r.petit@EXEMPLE.ORG').domain, domain);
  assert.notEqual(keys('lise.morvan13@exemple.org').name, name);
  assert.notEqual(keys('lise.morvan12@exemple.com').domain, domain);
});

test('emailKeys says nothing of three letters before the @, or where there is none', () => {
  assert.notEqual(keys('emma@exemple.org').name, 0);
  assert.equal(keys('e.m@exemple.org').name, 0);
  assert.deepEqual(keys('exemple.org'), { name: 0, domain: 0 });
});
