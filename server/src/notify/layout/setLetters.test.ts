import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBarCodes } from '../../read/scans/readBarCodes.ts';
import { createImage } from '../../read/scans/grayImage.ts';
import { pdfiumFor } from '../../read/pdfiumLibrary.ts';
import { dataMatrix } from '../letters/dataMatrix.ts';
import { PdfObjects } from '../letters/pdfObjects.ts';
import type { LetterData, LetterPart, LetterRun } from '../texts/letterData.ts';
import { breakLines } from './breakLines.ts';
import { canPrint, letterFonts } from './letterFonts.ts';
import { layOutLetter } from './layOutLetter.ts';
import { setLetters } from './setLetters.ts';

const fonts = letterFonts();

function letter(parts: readonly LetterPart[], more: Partial<LetterData> = {}): LetterData {
  return {
    lang: 'fr',
    size: 10,
    airy: false,
    subject: 'Sujet',
    sender: ['Hôpital'],
    address: ['Madame Jeanne ESSAI', '91000 ÉVRY'],
    place: { left: 100, top: 55, width: 90 },
    dated: '3 octobre 2022',
    sheet: 'S4P29K2BV7NVJ',
    matrix: dataMatrix('S4P29K2BV7NVJ'),
    page: 'page {} sur {}',
    parts,
    ...more,
  };
}

const paragraph = (text: string): LetterPart => ({ kind: 'paragraph', runs: [[text, 0]] });

async function pagesOf(...letters: readonly LetterData[]): Promise<string[][]> {
  const pdf = setLetters(letters);
  const document = await (await pdfiumFor(pdf.length)).loadDocument(pdf);
  try {
    return [...document.pages()].map((page) =>
      page
        .getText()
        .split('\r\n')
        .map((line) => line.trim()),
    );
  } finally {
    document.destroy();
  }
}

const fits = (runs: readonly LetterRun[], width: number): boolean =>
  breakLines(runs, 10, width, fonts).every((line) => line.width <= width + 1e-6);

test('breakLines never goes over the width, however long the words', () => {
  const run = fc.tuple(fc.string({ maxLength: 80, unit: fc.constantFrom('a', 'é', 'W', ' ', '-', '\u00a0', '’') }), fc.constantFrom(0 as const, 1 as const));
  fc.assert(fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
    const words = runs.map(([text]) => text).join('').split(/[ -]/);
    // Where a word of two runs is too wide only its pieces can be cut.
    fc.pre(runs.length < 2 || words.every((word) => word.length < 10));
    assert.ok(fits(runs, 120));
  }));
}); // prettier-ignore

test('a page says each word of a letter in order, whatever the text', async () => {
  const words = 'Méfiez-vous des courriers qui citent « ces informations », et gardez-en la preuve (AVAILLES, Łódź, Žižek).';
  const text = Array.from({ length: 400 }, (_, i) => `${words} ${i}.`);
  const pages = await pagesOf(letter(text.map(paragraph)));
  const bare = (said: string): string => said.replace(/\s/g, '');
  const body = pages.flatMap((lines) => lines.filter((line) => !/^S4P29K2BV7NVJ|^page \d/.test(line)));
  assert.ok(bare(body.join('')).endsWith(bare(text.join(''))));
  assert.ok(pages.every((lines, i) => lines.some((line) => line.includes(`page ${i + 1} sur ${pages.length}`))));
}); // prettier-ignore

test('no line stands alone at the top or the bottom of a page, and no heading without its text', async () => {
  const long = 'Des criminels se sont introduits dans notre système informatique et ont copié des documents. '.repeat(4).trim();
  for (let before = 20; before < 32; before++) {
    const filling = Array.from({ length: before }, (_, i) => paragraph(`Ligne ${i}.`));
    const [first, second] = await pagesOf(letter([...filling, { kind: 'heading', runs: [['Titre', 0]] }, paragraph(long), ...filling]));
    const ofLong = (lines: readonly string[]): number => lines.filter((line) => long.includes(line) && line.length > 20).length;
    assert.notEqual(ofLong(first!), 1);
    assert.notEqual(ofLong(second!), 1);
    assert.equal(first!.includes('Titre'), ofLong(first!) > 0, String(before));
  }
}); // prettier-ignore

test('what leads to the code is on the same page; the address of a site is on one line', async () => {
  const leading = [paragraph('Votre code :'), { kind: 'code', groups: ['AB', 'C'] }] as const;
  for (let before = 20; before < 40; before++) {
    const pages = await pagesOf(letter([...Array.from({ length: before }, (_, i) => paragraph(`Ligne ${i}.`)), ...leading]));
    assert.ok(pages.some((lines) => lines.includes('Votre code :') && lines.includes('AB-C')), String(before));
  }
  for (let before = 20; before < 40; before++) {
    const pages = await pagesOf(letter([paragraph(`${'a '.repeat(before * 3)}ch-henri-dunant.example, arc-en-ciel.`)]));
    assert.ok(pages.flat().some((line) => line.includes('ch-henri-dunant.example')), String(before));
  }
}); // prettier-ignore

test('an address that is too wide for the window is set smaller, not cut', async () => {
  const wide = 'M'.repeat(38);
  const pages = await pagesOf(letter([], { address: [wide, '91000 ÉVRY'] }));
  assert.ok(pages[0]!.includes(wide));
  const stream = layOutLetter(letter([], { address: [wide] }), fonts).pages[0]!;
  const size = Number(/\/R ([\d.]+) Tf \[\(/.exec(stream)![1]);
  assert.ok(size < 9.5 && (size * fonts.regular.word(wide, 1).width) / 1_000 <= (90 * 72) / 25.4 + 0.01);
});

test('a letter that no font has is read back as U+FFFD, which the checks refuse; a mark above a letter as what it is', async () => {
  const [page] = await pagesOf(letter([paragraph('Nguyễn'), paragraph('Дарья')]));
  assert.ok(page!.some((line) => line.normalize('NFC') === 'Nguyễn'));
  assert.ok(page!.includes('\ufffd'.repeat(5)));
  assert.deepEqual(['Nguyễn', 'Łódź', 'Дарья', 'Đặng'].map(canPrint), [true, true, false, false]);
});

test('setLetters tags what it sets: one heading of the first level, items with label and body, no piece of marked content without an element', () => {
  const list: LetterPart = { kind: 'list', items: [[['un', 0]], [['deux', 1]]] };
  const pdf = new PdfObjects(setLetters([letter([paragraph('a'), list, { kind: 'code', groups: ['AB', 'C'] }])]));
  const types = Array.from({ length: pdf.count }, (_, i) => /\/S \/(\w+)/.exec(pdf.object(i + 1).dictionary)?.[1]);
  assert.deepEqual(types.filter((type) => type !== undefined), ['Part', 'P', 'P', 'P', 'H1', 'P', 'L', 'LI', 'Lbl', 'LBody', 'LI', 'Lbl', 'LBody', 'P']);
}); // prettier-ignore

test('a scanner reads the sheet code from the data matrix on the page', async () => {
  const pdf = setLetters([letter([])]);
  const document = await (await pdfiumFor(pdf.length)).loadDocument(pdf);
  try {
    const drawn = await document.getPage(0).render({ scale: 300 / 72, render: 'bitmap', colorSpace: 'Gray' });
    const image = createImage(drawn.width, drawn.height);
    image.pixels.set(drawn.data);
    assert.deepEqual((await readBarCodes(image)).map(({ symbology, text }) => [symbology, text]), [['DataMatrix', 'S4P29K2BV7NVJ']]);
  } finally {
    document.destroy();
  }
}); // prettier-ignore
