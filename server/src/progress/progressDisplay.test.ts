import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { wordsOf } from '../languages/chooseLanguage.ts';
import { ProgressDisplay, progressLine } from './progressDisplay.ts';
import { type ProgressState, secondsLeft, shareDone } from './progressState.ts';

const words = wordsOf('en');
const state: ProgressState = {
  label: 'Reading',
  startedAt: 0,
  now: 10_000,
  done: 20,
  total: 100,
  bytes: 25e6,
  bytesTotal: 100e6,
  slow: '',
  note: '',
};

test('the time left follows the bytes, and is not told before there is something to tell it from', () => {
  assert.equal(shareDone(state), 0.25);
  assert.equal(secondsLeft(state), 30);
  assert.equal(secondsLeft({ ...state, now: 500 }), null);
  assert.equal(secondsLeft({ ...state, bytes: 0 }), null);
  assert.equal(shareDone({ ...state, bytesTotal: 0 }), 0.2);
});

test('a line says what is done, how much there is, how fast, how long still, and what is slow', () => {
  const line = progressLine({ ...state, slow: 'pdf 12 MB' }, words, true);
  for (const part of [
    'Reading',
    '25 %',
    '20/100',
    '25.0\u00a0MB/100\u00a0MB',
    '2.5\u00a0MB/s',
    '30 s',
    'pdf 12 MB',
  ])
    assert.ok(line.includes(part), `${part} in ${line}`);
});

test('elsewhere than on a terminal: plain lines, the first, one every ten seconds, the last', () => {
  const out = new PassThrough();
  let now = 0;
  const display = new ProgressDisplay(out, words, () => now);
  display.begin('Reading', 100);
  for (let second = 1; second <= 25; second++) {
    now = second * 1000;
    display.update({ done: second });
  }
  display.end();
  const lines = String(out.read()).trim().split('\n');
  assert.equal(lines.length, 4);
  assert.ok(!lines.join('').includes('\u001b'));
  assert.match(lines.at(-1)!, /25\/100/);
});

test('on a terminal: one line redrawn, never longer than the screen is wide', () => {
  const out = Object.assign(new PassThrough(), { isTTY: true, columns: 30 });
  let now = 0;
  const display = new ProgressDisplay(out, words, () => now);
  display.begin('Reading', 100, 1e9);
  for (let tick = 1; tick <= 10; tick++) {
    now = tick * 200;
    display.update({ done: tick, bytes: tick * 1e6 });
  }
  display.end();
  const text = String(out.read());
  assert.equal(text.split('\n').length, 2);
  for (const drawn of text.split('\r\u001b[K')) assert.ok(drawn.replace('\n', '').length < 30);
});
