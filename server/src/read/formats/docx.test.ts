import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../text/windows1252.ts';
import { memorySource } from '../source.ts';
import { docx } from './docx.ts';
import { paragraph, wordFile } from './samples/docx.ts';

/** What is read of a document, parts as lines '[name]'. */
async function read(bytes: Uint8Array): Promise<string> {
  let text = '';
  await docx.read!(
    memorySource(bytes, 'a.docx'),
    {
      segment(segment) {
        if (segment.kind === 'part') text += `[${segment.name || segment.number}]\n`;
        else if (segment.kind === 'text') text += decode(segment.bytes);
      },
    },
    { passwords: [] },
  );
  return text;
}

const readBody = async (xml: string): Promise<string> => read(await wordFile({ document: xml }));

test('docx: a deleted date and the one in its place stand on lines of their own', async () => {
  const text = await readBody(
    '<w:p><w:r><w:t>née le </w:t></w:r><w:del><w:r><w:delText>12/06/1983</w:delText></w:r></w:del><w:ins><w:r><w:t>14/07/1984</w:t></w:r></w:ins></w:p>' +
      '<w:p><w:del><w:r><w:delText>IPP 0084512</w:delText></w:r></w:del></w:p>',
  );
  assert.equal(text, '[1]\nnée le 14/07/1984\nnée le 12/06/1983\nIPP 0084512\n');
});

test('docx: cells of a row stay on one line, also with tables and paragraphs inside', async () => {
  const cell = (...inside: readonly string[]): string => `<w:tc>${inside.join('')}</w:tc>`;
  const row = (...cells: readonly string[]): string => `<w:tr>${cells.join('')}</w:tr>`;
  const text = await readBody(
    `<w:tbl>${row(cell(paragraph('NOM'), paragraph('Prénom')), cell(paragraph('')), cell(`<w:tbl>${row(cell(paragraph('1')), cell(paragraph('2')))}</w:tbl>`, paragraph('DDN')))}${row(cell(paragraph('EXEMPLE')))}</w:tbl>`,
  );
  assert.equal(text, '[1]\nNOM Prénom\t\t1 2 DDN\nEXEMPLE\n');
});

test('docx: stops of tabs are no tabs, and a paragraph is put on the page where it begins', async () => {
  const text = await readBody(
    '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>un</w:t><w:br w:type="page"/></w:r></w:p>' +
      '<w:p><w:r><w:lastRenderedPageBreak/><w:t>deux </w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>encore</w:t></w:r></w:p>' +
      paragraph('trois'),
  );
  assert.equal(text, '[1]\nun\n[2]\ndeux encore\n[3]\ntrois\n');
});

test('docx: a text box is read once and does not cut the paragraph that it hangs on', async () => {
  const box = `<w:txbxContent>${paragraph('12 rue des Lilas')}</w:txbxContent>`;
  const text = await readBody(
    `<w:p><w:r><w:t>Madame </w:t><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent><w:t>EXEMPLE</w:t></w:r></w:p>`,
  );
  assert.equal(text, '[1]\nMadame EXEMPLE\n[text boxes]\n12 rue des Lilas\n');
});

test('docx: what pictures are called, variables, bound data and addresses are read', async () => {
  const text = await read(
    await wordFile(
      {
        document:
          '<w:p><w:drawing><wp:docPr descr="Étiquette EXEMPLE" name="Image 1"/><pic:cNvPr descr="Étiquette EXEMPLE" name="scan EXEMPLE.jpg"/></w:drawing></w:p>',
        settings: '<w:docVars><w:docVar w:name="IPP" w:val="0084512"/></w:docVars>',
      },
      [
        { name: 'customXml/item1.xml', bytes: Buffer.from('<patient><nom>EXEMPLE</nom></patient>') },
        {
          name: 'word/_rels/document.xml.rels',
          bytes: Buffer.from(
            '<Relationships><Relationship Id="r1" Type="x/hyperlink" TargetMode="External" Target="mailto:jeanne@exemple.example?subject=x"/></Relationships>',
          ),
        },
      ],
    ),
  );
  assert.match(text, /\[shapes\]\nÉtiquette EXEMPLE\nscan EXEMPLE\.jpg\n/);
  assert.match(
    text,
    /\[links\]\njeanne@exemple\.example\n\[variables\]\nIPP : 0084512\n\[custom data\]\nnom : EXEMPLE\n/,
  );
});

test('docx: a document that was cut is read as far as it goes, and says so', async () => {
  const lines = Array.from({ length: 400 }, (_, i) => paragraph(`ligne ${i} ${String(i * 7919)}`)).join('');
  const bytes = await wordFile({ document: lines });
  let text = '';
  await assert.rejects(
    async () =>
      docx.read!(
        memorySource(bytes.subarray(0, bytes.length >> 1), 'a.docx'),
        { segment: (segment) => void (text += segment.kind === 'text' ? decode(segment.bytes) : '') },
        { passwords: [] },
      ),
    { fate: 'read_in_part' },
  );
  assert.match(text, /^ligne 0 0\nligne 1 7919\n/);
});
