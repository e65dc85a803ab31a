import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingCells } from './sameCell.ts';

test('a cell answers to what Excel shows of it', () => {
  for (const [own, shown] of [
    ['1599.99', '$1,599.99'],
    ['-1599,99 ', '-1599,99'],
    ['-22.41', '($22.41)'],
    ['0.025', '2.50%'],
    ['1.23456', '1.23'],
    ['2.5', '2 1/2'],
    ['17/05/2007', '17-May-07'],
    ['03/10/2009 04:35', '10/3/09 4:35'],
    ['2', ' 2.00 TL '],
    ['0.16', ' 16/100'],
    ['16/12/2009', 'Wednesday, December 16, 2009'],
    ['Winning\nRate', 'WinningRate'],
  ] as const)
    assert.deepEqual(missingCells([shown], [own]), [], `${own} | ${shown}`);
});

test('another number, another date or a text is not it', () => {
  for (const [own, shown] of [
    ['1.24', '1.23'],
    ['10/03/2009', '10/3/09'],
    ['abc', '1'],
  ] as const)
    assert.deepEqual(missingCells([shown], [own]), [shown], `${own} | ${shown}`);
});

test('a cell answers once', () => {
  assert.deepEqual(missingCells(['a', 'a', 'a'], ['a', 'a']), ['a']);
  assert.deepEqual(missingCells(['1', '1.2'], ['1.2', '1.4']), []);
});
