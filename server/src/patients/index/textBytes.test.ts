import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from '../../text/windows1252.ts';
import { TextBytes } from './textBytes.ts';

test('TextBytes.take encodes text after text as encode does, whatever their lengths and characters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'Noëlle', 'Nœlle', 'e\u0301', '\u0081', '\u0080', '€', 'Ł', 'ﬃ'.repeat(300), 'é'.repeat(700)),
  ); // prettier-ignore
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const own = new TextBytes();
      for (const one of texts) {
        const length = own.take(one);
        assert.deepEqual([...own.bytes.subarray(0, length)], [...encode(one)]);
      }
    }),
  );
});
