import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { STATEMENT } from '../testNotice.ts';
import { parseStatement } from './parseStatement.ts';

const example = await readFile(new URL('../../../templates/notices/statement.json', import.meta.url), 'utf8');

function faults(text: string): string[] {
  return parseStatement(text, 'x.json').faults.map(({ line, code, subject }) => `${line} ${code} ${subject}`);
}

test('the example is a statement', () => {
  assert.deepEqual(parseStatement(example, 'statement.json').statement, STATEMENT);
});

test('parseStatement says all faults at once, each with its line', () => {
  const text = example
    .replace('"dated": "2022-10-03"', '"dated": "3 octobre"')
    .replace('"hospital": "Centre hospitalier Henri-Dunant"', '"hospital": ""')
    .replace('"searchContinues": true', '"searchContinues": "oui", "colour": 1')
    .replace('"complaint": "2022/4711"', '"plainte": ""')
    .replace('"site": "ch-henri-dunant.example"', '"site": "https://ch-henri-dunant.example/"');
  assert.deepEqual(faults(text), [
    '0 key_missing complaint',
    '5 value_empty hospital',
    '9 date_wrong dated',
    '50 value_wrong searchContinues',
    '50 key_unknown colour',
    '63 value_wrong site',
    '65 key_unknown plainte',
  ]);
});

test('parseStatement refuses few measures, days in the wrong order, numbers of patients and what is not JSON', () => {
  const two = { ...STATEMENT, measures: { ...STATEMENT.measures, en: STATEMENT.measures.en.slice(1) } };
  assert.deepEqual(faults(JSON.stringify(two)), ['1 too_few_measures measures.en']);
  assert.deepEqual(faults(JSON.stringify({ ...STATEMENT, published: '2022-08-01' })), [
    '1 date_order published',
  ]);
  assert.deepEqual(faults(JSON.stringify({ ...STATEMENT, complaint: '2 84 07 91 900 123' })), [
    '1 personal_number complaint',
  ]);
  assert.deepEqual(faults('{'), ['0 not_json ']);
});

test('parseStatement survives whatever JSON it is given', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.equal(parseStatement(text, 'x').statement, null);
    }),
  );
});
