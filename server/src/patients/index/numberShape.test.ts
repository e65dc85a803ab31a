import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inShape, NumberShapeCounter } from './numberShape.ts';

const shapeOf = (numbers: readonly string[]) => {
  const counter = new NumberShapeCounter();
  for (const number of numbers) counter.add(number);
  return counter.commonest();
};

test('NumberShapeCounter finds how a register writes its numbers, rare spellings left out', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => String(i).padStart(7, '0'));
  assert.deepEqual(shapeOf([...numbers, 'X1', 'PROVISOIRE']), [{ prefix: '', digits: 7, suffix: '' }]);
  assert.deepEqual(shapeOf(['Q10000001', 'Q10000002']), [{ prefix: 'Q', digits: 8, suffix: '' }]);
});

test('inShape brings back zeros and letters that a software lost or added', () => {
  const numbers = fc.record({
    prefix: fc.constantFrom('', 'P', 'IP'),
    value: fc.integer({ min: 1, max: 9_999_999 }),
    suffix: fc.constantFrom('', 'K'),
  });
  const ways = fc.constantFrom(
    (digits: string) => digits.replace(/^0+/, ''),
    (digits: string) => digits.padStart(20, '0'),
    (digits: string) => `ipp ${digits}`,
    (digits: string) => `${digits.replace(/^0+/, '')}.0`,
    (digits: string) => digits.replace(/(\d{3})/g, '$1 '),
  );
  fc.assert(
    fc.property(numbers, ways, ({ prefix, value, suffix }, write) => {
      const digits = String(value).padStart(7, '0');
      const registered = `${prefix}${digits}${suffix}`;
      assert.equal(inShape(write(digits), { prefix, digits: 7, suffix }), registered);
    }),
  );
});

test('inShape refuses what is no number of that length', () => {
  const shape = { prefix: '', digits: 7, suffix: '' };
  for (const text of ['', 'DUPONT', '12345678', '14/07/1984', 'ABCDE1', '1.5'])
    assert.notEqual(inShape(text, shape)?.length, 0, text);
  for (const text of ['', 'DUPONT', '12345678', 'ABCDE1']) assert.equal(inShape(text, shape), null, text);
});
