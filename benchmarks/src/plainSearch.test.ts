import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FORM_NAMES, formOf, PlainSearch } from './plainSearch.ts';

const word = fc.stringMatching(/^[A-Za-zé0-9 .@]{12,20}$/);

test('PlainSearch finds a text in every form, wherever it stands, and no other', () => {
  fc.assert(
    fc.property(
      word,
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(...FORM_NAMES),
      (text, before, form) => {
        const search = new PlainSearch([{ kind: 'x', spellings: [text] }]);
        const bytes = Buffer.concat([before, formOf(form, text), Buffer.from('after')]);
        assert.ok(search.find(bytes).some((hit) => hit.form === form));
        assert.deepEqual(search.find(Buffer.from('nothing of the kind stands here, nor there')), []);
      },
    ),
  );
});

test('PlainSearch finds a text inside of base64 at each of the three alignments', () => {
  fc.assert(
    fc.property(
      word,
      fc.uint8Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
      (text, before, after) => {
        const encoded = Buffer.concat([before, Buffer.from(text), after]).toString('base64');
        const search = new PlainSearch([{ kind: 'x', spellings: [text] }]);
        assert.ok(search.find(Buffer.from(encoded)).some(({ form }) => form === 'base64'));
      },
    ),
  );
});
