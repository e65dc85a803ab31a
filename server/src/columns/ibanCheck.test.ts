import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasRightCheck } from './ibanCheck.ts';

/** identifiers.md 8, and the examples of the IBAN registry for other countries. */
const RIGHT = [
  'FR1420041010050500013M02606',
  'FR7630004009990000012345682',
  'FR5414559000010A12345678Z32',
  'GB82WEST12345698765432',
  'BE68539007547034',
];

test('hasRightCheck accepts the published examples', () => {
  for (const iban of RIGHT) assert.ok(hasRightCheck(iban), iban);
});

test('hasRightCheck notices every wrong character', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('FR1420041010050500013M02606', 'GB82WEST12345698765432'),
      fc.nat(40),
      fc.nat(9),
      (iban, at, digit) => {
        const i = at % iban.length;
        if (/\d/.test(iban[i]!) && iban[i] !== String(digit))
          assert.equal(hasRightCheck(iban.slice(0, i) + String(digit) + iban.slice(i + 1)), false);
      },
    ),
  );
});
