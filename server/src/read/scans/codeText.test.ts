import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeText } from './codeText.ts';

test('codeText gives a label’s number as it is, without control signs', () => {
  assert.deepEqual(codeText({ symbology: 'Code128', text: '0084512' }), ['0084512']);
  assert.deepEqual(codeText({ symbology: 'QRCode', text: 'VERNELLI\r\nZOE\u001d14/07/1984\u0000' }), [
    'VERNELLI',
    'ZOE',
    '14/07/1984',
  ]);
});

test('codeText puts the person of a state document into words', () => {
  const text = 'DC04FR000001125E125EB201FRF0ZOE/MARIE\u001dF1VERNELLI\u001dF214071984F3F\u001fSIGNATURE';
  const lines = codeText({ symbology: 'DataMatrix', text });
  assert.deepEqual(lines.slice(-3), ['Nom : VERNELLI', 'Prénoms : ZOE MARIE', 'Né(e) le : 14/07/1984']);
  assert.ok(!lines.join().includes('SIGNATURE'));
});

test('codeText puts a national health identity into words', () => {
  const text =
    'IS010000000000000000000000S1284079122899953S21.2.250.1.213.1.4.8S3ZOE MARIE\u001dS4VERNELLI\u001dS5FS614-07-1984S775056';
  assert.deepEqual(codeText({ symbology: 'DataMatrix', text }), [
    'INS : 284079122899953',
    'Nom et prénoms : VERNELLI ZOE MARIE',
    'Né(e) le : 14/07/1984',
  ]);
});
