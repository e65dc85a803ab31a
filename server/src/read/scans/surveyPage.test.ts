import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type GrayImage, turnDegrees, turnQuarters } from './grayImage.ts';
import { surveyPage } from './surveyPage.ts';
import { drawText, LETTER } from './testPages.ts';

let page: GrayImage;
before(async () => {
  page = await drawText(LETTER);
});

test('surveyPage finds the slope of a page within half a degree', () => {
  for (const degrees of [-30, -12.3, -1.2, 0, 2.5, 21]) {
    const { skew, sideways } = surveyPage(turnDegrees(page, degrees));
    assert.ok(Math.abs(skew - degrees) < 0.5, `${degrees} found as ${skew}`);
    assert.equal(sideways, false);
  }
});

test('surveyPage tells a page that was turned by a quarter, and its slope', () => {
  for (const quarters of [1, 3]) {
    const { skew, sideways } = surveyPage(turnQuarters(turnDegrees(page, 3), quarters));
    assert.equal(sideways, true);
    assert.ok(Math.abs(skew - 3) < 0.5, `3 found as ${skew}`);
  }
});

test('surveyPage measures the letters: twice as tall at twice the resolution', async () => {
  const large = surveyPage(await drawText(LETTER, { dpi: 300 }));
  const { letterHeight } = surveyPage(page);
  assert.ok(letterHeight > 8 && letterHeight < 20, String(letterHeight));
  assert.ok(
    Math.abs(large.letterHeight / letterHeight - 2) < 0.3,
    `${letterHeight} and ${large.letterHeight}`,
  );
});

test('surveyPage sees no letters on an empty page and on a shaded one', () => {
  const empty = { width: 400, height: 300, pixels: new Uint8Array(120_000).fill(250) };
  const shaded = { ...empty, pixels: empty.pixels.map((_, i) => 60 + ((i % 400) * 180) / 400) };
  for (const image of [empty, shaded]) assert.equal(surveyPage(image).letterHeight, 0);
});
