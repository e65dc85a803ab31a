import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../text/windows1252.ts';
import type { Sink } from '../format.ts';
import { memorySource } from '../source.ts';
import { html } from './html.ts';

/** The lines that are read of an HTML body. */
async function linesOf(body: string): Promise<string[]> {
  let text = '';
  const sink: Sink = {
    segment: (segment) => {
      if (segment.kind === 'text') text += decode(segment.bytes);
    },
  };
  await html.read!(memorySource(Buffer.from(`<html><body>${body}</body></html>`), 'a.html'), sink, {
    passwords: [],
  });
  return text.split('\n').filter((line) => line !== '');
}

test('html: words of elements side by side stay apart, those of one word stay together', async () => {
  assert.deepEqual(
    await linesOf('<div><span>117</span><b>FANETTI Marie</b><small>entr&eacute;e</small></div>'),
    ['117 FANETTI Marie entrée'],
  );
  assert.deepEqual(await linesOf('<p><span>Fan</span><span>etti</span> Marie<sup>2</sup></p>'), [
    'Fanetti Marie2',
  ]);
  assert.deepEqual(await linesOf('<table><tr><td>117<td>FANETTI<td>Marie</table>'), ['117\tFANETTI\tMarie']);
});

test('html: titles, numbers in links and in data attributes are read at the end of their line', async () => {
  assert.deepEqual(await linesOf('<p><b title="née le 14/07/1984">FANETTI</b> Marie</p>'), [
    'FANETTI Marie (née le 14/07/1984)',
  ]);
  assert.deepEqual(
    await linesOf('<a href="d.aspx?id=84000001&amp;x=1" data-nip="84000001">FANETTI</a> Marie<br>'),
    ['FANETTI Marie (id : 84000001) (nip : 84000001)'],
  );
  assert.deepEqual(await linesOf('<a href="page.html?tab=2">Accueil</a>'), ['Accueil']);
});
