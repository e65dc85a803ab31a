import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FailureList } from '../batches/checkFailure.ts';
import type { NoticeContent } from '../noticeContent.ts';
import { checkPages } from './checkPages.ts';
import { dataMatrix } from './dataMatrix.ts';
import { EXPOSED_AREA, liesWithin, VISIBLE_AREA } from './envelopeWindow.ts';
import { mergePdfs } from './mergePdfs.ts';
import { PartPool } from './partPool.ts';
import { PdfObjects } from './pdfObjects.ts';
import { readPages } from './readPages.ts';
import { setLetters } from '../layout/setLetters.ts';
import { composeNotice } from '../texts/composeNotice.ts';
import { type AddressPlace, letterData } from '../texts/letterData.ts';
import { loadTemplates } from '../texts/loadTemplates.ts';
import { letterRenderer } from './renderLetters.ts';
import { testLetter, TEST_STATEMENT } from './testLetters.ts';

const templates = await loadTemplates('');
const renderer = letterRenderer(templates);

const contents = Array.from({ length: 60 }, (_, i) => testLetter(i));
const ids = contents.map((_, i) => i + 1);
let parts: Uint8Array[];
let whole: Buffer;
before(async () => {
  parts = [
    renderer.render(contents.slice(0, 40), TEST_STATEMENT),
    renderer.render(contents.slice(40), TEST_STATEMENT),
  ];
  whole = Buffer.concat(
    await Array.fromAsync(mergePdfs(parts, { title: 'Lettres & <avis>', language: 'fr' })),
  );
});

async function failuresOf(pdf: Uint8Array, expected: readonly NoticeContent[]): Promise<unknown> {
  const failures = new FailureList();
  checkPages(await readPages(pdf), expected, ids, failures);
  return failures.failures.map(({ check, notices }) => [check, notices]);
}

test('checkPages finds nothing wrong with letters of hard names and addresses', async () => {
  assert.deepEqual(await failuresOf(whole, contents), []);
});

test('checkPages refuses letters of which anything belongs to another person', async () => {
  const [a, b] = [contents[0]!, contents[1]!];
  const set = (changed: Partial<NoticeContent>): Buffer =>
    renderer.render([{ ...a, ...changed }, b], TEST_STATEMENT);
  const found = async (changed: Partial<NoticeContent>): Promise<unknown> => await failuresOf(set(changed), [a, b]); // prettier-ignore
  assert.deepEqual(await found({}), []);
  assert.deepEqual(await found({ code: b.code }), [['row_integrity', [1]]]);
  const forChild = { ...a, variant: 'representative' } as const;
  const foundForChild = async (concerned: string): Promise<unknown> => await failuresOf(set({ ...forChild, concerned }), [forChild, b]); // prettier-ignore
  assert.deepEqual(await foundForChild(a.concerned), []);
  assert.deepEqual(await foundForChild(b.concerned), [['row_integrity', [1]]]);
  assert.deepEqual(await found({ addressBlock: b.addressBlock }), [['row_integrity', [1]], ['window', [1]]]); // prettier-ignore
  assert.deepEqual(await found({ sheet: b.sheet }), [['row_integrity', [2]], ['window', [2]], ['counts', [1]]]); // prettier-ignore
  for (const wrong of ['undefined', '♞'])
    assert.deepEqual(await foundForChild(`${a.concerned} ${wrong}`), [['empty_fields', [1]]]);
});

test('checkPages refuses text that can come under the window beside the address', async () => {
  const [a] = contents as [NoticeContent];
  const notice = composeNotice(a, TEST_STATEMENT, templates.of(a.language, a.version), { kind: 'letter' });
  const placed = async (place: AddressPlace): Promise<unknown> =>
    await failuresOf(setLetters([letterData(notice, a, TEST_STATEMENT, [], place)]), [a]);
  const right = { left: VISIBLE_AREA.left + 0.5, top: VISIBLE_AREA.top + 1.2, width: 89 };
  assert.deepEqual(await placed(right), []);
  for (const wrong of [{ top: right.top - 8 }, { top: right.top + 30 }, { left: right.left - 12 }])
    assert.deepEqual(await placed({ ...right, ...wrong }), [['window', [1]]]);
}); // prettier-ignore

test('checkPages refuses a part that lacks a letter, has one too many, or has them in another order', async () => {
  const [a, b] = [contents[0]!, contents[1]!];
  const pdf = renderer.render([a, b], TEST_STATEMENT);
  assert.deepEqual(await failuresOf(pdf, [a]), [['counts', [1]]]);
  assert.deepEqual(await failuresOf(pdf, [a, b, contents[2]!]), [['counts', [3]]]);
  assert.deepEqual(await failuresOf(pdf, [b, a]), [['counts', [1, 2]]]);
});

test('the visible part of the window lies within what can be exposed', () => {
  assert.ok(liesWithin(VISIBLE_AREA, EXPOSED_AREA));
  assert.deepEqual(VISIBLE_AREA, { left: 100, top: 55, right: 190, bottom: 79 });
  assert.deepEqual(EXPOSED_AREA, { left: 90, top: 44, right: 200, bottom: 90 });
});

test('mergePdfs gives one tagged document: all pages, one structure tree, a parent for each page, the claim of PDF/UA', () => {
  const pdf = new PdfObjects(whole);
  const catalog = pdf.object(pdf.root).dictionary;
  for (const entry of ['/Marked true', '/DisplayDocTitle true', '/Lang (fr)']) assert.ok(catalog.includes(entry), entry); // prettier-ignore
  const metadata = pdf.object(PdfObjects.references(catalog, 'Metadata')[0]!).stream;
  assert.match(Buffer.from(metadata!).toString(), /Lettres &#38; &#60;avis&#62;.*<pdfuaid:part>1<\/pdfuaid:part>/);
  const tree = pdf.object(PdfObjects.references(catalog, 'StructTreeRoot')[0]!).dictionary;
  assert.equal(PdfObjects.references(tree, 'K').length, 1);
  const leaves = PdfObjects.references(tree, 'Kids').map((n) => pdf.object(n).dictionary);
  const keys = leaves.flatMap((leaf) => Array.from(/\/Nums \[(.*)\]/.exec(leaf)![1]!.matchAll(/(\d+) \d+ 0 R/g), ([, key]) => Number(key)));
  const pages = pagesOf(pdf, PdfObjects.references(catalog, 'Pages')[0]!);
  assert.equal(pages.length, 120);
  const parents = pages.map((page) => Number(/\/StructParents (\d+)/.exec(page)![1]));
  assert.deepEqual(parents.toSorted((a, b) => a - b), keys);
}); // prettier-ignore

function pagesOf(pdf: PdfObjects, n: number): string[] {
  const { dictionary } = pdf.object(n);
  return /\/Type \/Pages\b/.test(dictionary)
    ? PdfObjects.references(dictionary, 'Kids').flatMap((kid) => pagesOf(pdf, kid))
    : [dictionary];
}

test('mergePdfs gives the same bytes for the same letters, set anew', async () => {
  const again = [
    renderer.render(contents.slice(0, 40), TEST_STATEMENT),
    renderer.render(contents.slice(40), TEST_STATEMENT),
  ];
  const merged = Buffer.concat(await Array.fromAsync(mergePdfs(again, { title: 'Lettres & <avis>', language: 'fr' }))); // prettier-ignore
  assert.ok(merged.equals(whole));
});

test('dataMatrix is square, with a quiet zone, and another for another code', () => {
  const rows = dataMatrix('S4P29K2BV7NVJ');
  assert.ok(rows.every((row) => row.length === rows.length && /^0.*0$/.test(row)));
  assert.match(rows[0]!, /^0+$/);
  assert.notDeepEqual(dataMatrix('S4P29K2BV7NVK'), rows);
});

const pool = new PartPool(2);
after(() => pool.close());

test('PartPool sets part after part on its threads, and goes on after one that fails', async () => {
  const part = (i: number): Parameters<PartPool['render']>[0] => ({ ids: [i], contents: [testLetter(i)], statement: TEST_STATEMENT, templates: templates.files }); // prettier-ignore
  const made = await Promise.all([1, 2, 3, 4, 5].map((i) => pool.render(part(i))));
  assert.deepEqual(made.map(({ failures, letters }) => [failures.length, letters.length]), Array(5).fill([0, 1])); // prettier-ignore
  await assert.rejects(pool.render({ ...part(6), templates: new Map() }));
  assert.equal((await pool.render(part(7))).failures.length, 0);
});
