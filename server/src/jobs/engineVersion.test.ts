import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requiredEngine } from './engineVersion.ts';

test('requiredEngine asks for the last version that concerns all formats, and for more where later ones concern a format', () => {
  const { general, formats } = requiredEngine(8, { 4: ['csv'], 6: ['docx', 'pdf'], 8: ['docx'] });
  assert.equal(general, 7);
  assert.deepEqual([...formats], [['docx', 8]]);
  const later = requiredEngine(8, { 6: ['docx', 'pdf'], 7: ['pdf'], 8: ['docx'] });
  assert.equal(later.general, 5);
  assert.deepEqual(
    [...later.formats],
    [
      ['docx', 8],
      ['pdf', 7],
    ],
  );
  assert.deepEqual([requiredEngine(5, {}).general, requiredEngine(5, {}).formats.size], [5, 0]);
});
