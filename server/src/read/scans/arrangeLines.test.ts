import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrangeLines } from './arrangeLines.ts';
import { keepWords } from './keepWords.ts';
import type { Word } from './recogniseWords.ts';

/** Words of lines at given places: block, left, top, text; a letter is 10 wide, a line 20 high. */
function wordsOf(lines: readonly (readonly [number, number, number, string])[], confidence = 95): Word[] {
  return lines.flatMap(([block, left, top, text], line) => {
    let x = left;
    return text.split(' ').map((word) => {
      const placed = {
        text: word,
        confidence,
        left: x,
        top,
        width: word.length * 10,
        height: 20,
        line,
        block,
      };
      x += word.length * 10 + 10;
      return placed;
    });
  });
}

const arranged = (lines: readonly (readonly [number, number, number, string])[]): string[] =>
  arrangeLines(wordsOf(lines)).map(({ text }) => text);

test('arrangeLines puts a value beside its label, though the page was taken apart into columns', () => {
  assert.deepEqual(
    arranged([
      [1, 0, 0, 'Nom :'],
      [1, 0, 30, 'Prénom :'],
      [2, 300, 2, 'VERNELLI'],
      [2, 300, 31, 'Zoé'],
    ]),
    ['Nom :\tVERNELLI', 'Prénom :\tZoé'],
  );
});

test('arrangeLines keeps the rows of a table together where one column holds figures', () => {
  assert.deepEqual(
    arranged([
      [1, 0, 0, 'VERNELLI Zoé'],
      [1, 0, 30, 'QUERNEC Yann'],
      [1, 0, 60, 'FANETTI Marie'],
      [2, 300, 0, '39 ans'],
      [2, 300, 30, '61 ans'],
      [2, 300, 60, '84 ans'],
      [3, 500, 0, 'asthme'],
      [3, 500, 30, 'angine'],
      [3, 500, 60, 'zona'],
    ]),
    ['VERNELLI Zoé\t39 ans\tasthme', 'QUERNEC Yann\t61 ans\tangine', 'FANETTI Marie\t84 ans\tzona'],
  );
});

test('arrangeLines keeps labels on a sheet apart', () => {
  const label = (block: number, left: number, name: string): [number, number, number, string][] => [
    [block, left, 0, name],
    [block, left, 30, 'née le 14/07/1984'],
    [block, left, 60, 'étage des lilas'],
  ];
  const lines = arranged([...label(1, 0, 'VERNELLI Zoé'), ...label(2, 500, 'FANETTI Marie')]);
  assert.equal(lines[0], 'VERNELLI Zoé');
  assert.equal(lines[3], 'FANETTI Marie');
});

test('keepWords keeps a doubtful word in a good line, and drops a page of rubbish', () => {
  const line = wordsOf([[1, 0, 0, 'Mme VERNELLI Zoé née']]);
  const doubtful = line.map((word, i) => (i === 1 ? { ...word, confidence: 12 } : word));
  assert.equal(keepWords(doubtful).length, 4);
  const rubbish = wordsOf([[1, 0, 0, 'ee oo | iil Nn wv']], 31);
  assert.deepEqual(keepWords(rubbish), []);
});
