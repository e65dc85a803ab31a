import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { readForTest } from '../readForTest.ts';
import { memorySource } from '../source.ts';
import { pdf } from './pdf.ts';

/** Objects of a PDF; PDFium finds them without a table. */
function pdfOf(objects: readonly string[], info = ''): Uint8Array {
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer\n<< /Root 1 0 R ${info} >>\n%%EOF\n`, 'latin1');
}

const PAGES = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const page = (annotations: string): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [${annotations}] >>`;
const stream = (dictionary: string, text: string): string =>
  `<< ${dictionary} /Length ${text.length} >>\nstream\n${text}\nendstream`;

test('pdf: fields of a form are text with their names, those of a group too; an empty one and a button that is not pressed say nothing', async () => {
  const { text } = await readForTest(
    pdf,
    memorySource(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R 7 0 R 8 0 R] >> >>',
        PAGES,
        page('4 0 R 6 0 R 7 0 R 8 0 R'),
        '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Nom) /V (DURAND Claire) /Rect [0 0 9 9] >>',
        '<< /FT /Tx /T (Naissance) /V (12/03/1961) /Kids [6 0 R] >>',
        '<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Rect [0 0 9 9] >>',
        '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Adresse) /V () /Rect [0 0 9 9] >>',
        '<< /Type /Annot /Subtype /Widget /FT /Btn /T (Fumeur) /V /Off /AS /Off /Rect [0 0 9 9] >>',
      ]),
      'a.pdf',
    ),
  );
  assert.match(text, /^Nom : DURAND Claire$/m);
  assert.match(text, /^Naissance : 12\/03\/1961$/m);
  assert.doesNotMatch(text, /Adresse|Fumeur/);
});

test('pdf: notes with their authors, bookmarks and properties are text', async () => {
  const { text, fates } = await readForTest(
    pdf,
    memorySource(
      pdfOf(
        [
          '<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>',
          PAGES,
          page('4 0 R 5 0 R'),
          '<< /Type /Annot /Subtype /Text /Contents (Rappeler Mme DURAND) /T (Dr Martin) /Rect [0 0 9 9] >>',
          '<< /Type /Annot /Subtype /FreeText /Contents (Allergie) /Rect [0 0 9 9] >>',
          '<< /First 7 0 R /Last 7 0 R /Count 1 >>',
          '<< /Title (Bilan de Claire DURAND) /Parent 6 0 R >>',
          '<< /Title (Dossier 4711) /Author (Secretariat) >>',
        ],
        '/Info 8 0 R',
      ),
      'a.pdf',
    ),
  );
  for (const expected of [
    'Rappeler Mme DURAND',
    'Dr Martin',
    'Allergie',
    'Bilan de Claire DURAND',
    'Dossier 4711',
    'Secretariat',
  ])
    assert.ok(text.includes(`${expected}\n`), `${expected} in ${text}`);
  assert.deepEqual(fates, ['', '']);
});

test('pdf: attached files are members, those of the document and those of a page', async () => {
  const { members } = await readForTest(
    pdf,
    memorySource(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> >>',
        PAGES,
        page('6 0 R'),
        '<< /Type /Filespec /F (liste.csv) /UF (liste.csv) /EF << /F 5 0 R >> >>',
        stream('/Type /EmbeddedFile', 'DURAND;Claire'),
        '<< /Type /Annot /Subtype /FileAttachment /FS 7 0 R /Rect [0 0 9 9] >>',
        '<< /Type /Filespec /F (note.txt) /UF (note.txt) /EF << /F 8 0 R >> >>',
        stream('/Type /EmbeddedFile', 'Bonjour'),
      ]),
      'a.pdf',
    ),
  );
  assert.deepEqual(
    members.map(({ displayName, source }) => [displayName, Buffer.from(source!.whole!).toString()]),
    [
      ['liste.csv', 'DURAND;Claire'],
      ['note.txt', 'Bonjour'],
    ],
  );
});

test('pdf: what stood on a page before it was changed is read too, once', async () => {
  const content = (text: string): string => stream('', `BT /F1 12 Tf 50 700 Td (${text}) Tj ET`);
  const first = pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    PAGES,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    content('Patiente : DURAND Claire'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]);
  const change = `4 0 obj\n${content('Patiente : X')}\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`;
  const again = 'trailer\n<< /Root 1 0 R >>\n%%EOF\n';
  const { text } = await readForTest(
    pdf,
    memorySource(Buffer.concat([first, Buffer.from(change), Buffer.from(again)]), 'a.pdf'),
  );
  assert.deepEqual(text.match(/Patiente : .*/g), ['Patiente : X', 'Patiente : DURAND Claire']);
});

test('pdf: a page that would take too much memory is given up, those before and behind it are read', async () => {
  const letter = (line: string): string => stream('', `BT /F1 12 Tf 40 700 Td (${line}) Tj ET`);
  const bomb = deflateSync(Buffer.alloc(420 << 20, ' '), { level: 1 }).toString('latin1');
  const pageWith = (contents: number): string =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources << /Font << /F1 9 0 R >> >> >>`;
  const { text, fates } = await readForTest(
    pdf,
    memorySource(
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Count 3 /Kids [3 0 R 4 0 R 5 0 R] >>',
        ...[6, 7, 8].map(pageWith),
        letter('Patiente : EXEMPLE Jeanne'),
        stream('/Filter /FlateDecode', bomb),
        letter('Compte rendu du 14/07/1984'),
        '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ]),
      'a.pdf',
    ),
  );
  assert.match(text, /EXEMPLE Jeanne[^]*Compte rendu du 14/);
  assert.deepEqual(fates, ['read_in_part memory_limit', '']);
  const alone = pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    PAGES,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
    stream('/Filter /FlateDecode', bomb),
  ]);
  assert.deepEqual((await readForTest(pdf, memorySource(alone, 'b.pdf'))).fates, [
    'out_of_memory memory_limit',
    '',
  ]);
});
