import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipFile } from '../../demo/fileWriters.ts';
import { decode } from '../../text/windows1252.ts';
import { memorySource } from '../source.ts';
import { xlsx } from './xlsx.ts';

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;

/** A workbook with one sheet of this XML, and other parts by their names below 'xl/'. */
function workbook(sheet: string, parts: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const all: Readonly<Record<string, string>> = {
    'workbook.xml': '<workbook><sheets><sheet name="Séjours" n:id="r1"/></sheets></workbook>',
    '_rels/workbook.xml.rels': `<Relationships>${relation('r1', 'worksheet', '/xl/worksheets/feuille.xml')}</Relationships>`,
    'worksheets/feuille.xml': `<worksheet>${sheet}</worksheet>`,
    ...parts,
  };
  return zipFile(Object.entries(all).map(([name, xml]) => ({ name: `xl/${name}`, bytes: Buffer.from(xml) })));
}

/** What is read of a workbook: parts as lines '[name]', rows with their numbers. */
async function read(bytes: Uint8Array): Promise<string> {
  let text = '';
  await xlsx.read!(
    memorySource(bytes, 'a.xlsx'),
    {
      segment(segment) {
        if (segment.kind === 'part') text += `[${segment.name}]\n`;
        else if (segment.kind === 'text') text += decode(segment.bytes);
        else if (segment.kind === 'rows')
          text += `${[...segment.rowNumbers].join(',')}: ${decode(segment.bytes)}\n`;
      },
    },
    { passwords: [] },
  );
  return text;
}

test('xlsx: dates, masks, truths and errors are shown, rows keep their numbers', async () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>';
  const text = await read(
    await workbook(
      '<sheetData><row r="7"><c r="A7" s="1"><v>30877</v></c><c r="B7" s="2"><v>199001234</v></c><c r="C7" t="b"><v>1</v></c><c r="D7" t="e"><v>#N/A</v></c><c r="E7"><v>2.84079122899953E+14</v></c><c t="d"><v>1984-07-14</v></c></row></sheetData>',
      { 'styles.xml': styles },
    ),
  );
  assert.equal(text, '[Séjours]\n7: 14/07/1984\t01 99 00 12 34\tVRAI\t#N/A\t284079122899953\t14/07/1984\t\n');
});

test('xlsx: comments and answers to them, text boxes, headers and charts follow their sheet', async () => {
  const text = await read(
    await workbook(
      '<sheetData/><headerFooter><oddHeader>&amp;L&amp;"Arial,Gras"&amp;12CH d\'Essai&amp;RPage &amp;P</oddHeader></headerFooter>',
      {
        'worksheets/_rels/feuille.xml.rels': `<Relationships>${relation('r1', 'comments', '../comments1.xml')}${relation('r2', 'threadedComment', '../threadedComments/t1.xml')}${relation('r3', 'drawing', '../drawings/drawing1.xml')}</Relationships>`,
        'comments1.xml':
          '<comments><authors><author>Dr ESSAI</author></authors><comment ref="B4" authorId="0"><t>Rappeler </t><t>la fille</t></comment></comments>',
        'threadedComments/t1.xml':
          '<c><threadedComment ref="B4" personId="{1}"><text>Fait</text></threadedComment></c>',
        'persons/person.xml': '<p><person displayName="Odile TESTARD" id="{1}"/></p>',
        'drawings/drawing1.xml': '<d><a:p><a:t>Zone </a:t><a:t>de texte</a:t></a:p></d>',
        'drawings/_rels/drawing1.xml.rels': `<Relationships>${relation('r1', 'chart', '../charts/chart1.xml')}</Relationships>`,
        'charts/chart1.xml':
          '<c><c:cat><c:pt><c:v>EXEMPLE Jeanne</c:v></c:pt><c:pt><c:v>12</c:v></c:pt></c:cat></c>',
      },
    ),
  );
  assert.equal(
    text,
    "[Séjours]\n[Séjours]\nCH d'Essai Page\nAuteur : Dr ESSAI\nB4 : Rappeler la fille\nAuteur : Odile TESTARD\nB4 : Fait\nZone de texte\nEXEMPLE Jeanne\n",
  );
});

test('xlsx: the data behind a pivot table and the cells of other workbooks are tables of their own', async () => {
  const text = await read(
    await workbook('<sheetData/>', {
      'pivotCache/pivotCacheDefinition1.xml':
        '<d><cacheFields><cacheField name="NOM"><sharedItems><s v="EXEMPLE"/><s v="TESTARD"/></sharedItems></cacheField><cacheField name="DDN"/></cacheFields></d>',
      'pivotCache/_rels/pivotCacheDefinition1.xml.rels': `<Relationships>${relation('r1', 'pivotCacheRecords', 'pivotCacheRecords1.xml')}</Relationships>`,
      'pivotCache/pivotCacheRecords1.xml':
        '<p><r><x v="1"/><d v="1970-04-03T00:00:00"/></r><r><x v="0"/><d v="1984-07-14T00:00:00"/></r></p>',
      'externalLinks/externalLink1.xml':
        '<e><sheetNames><sheetName val="Feuil1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="3"><cell r="A3" t="str"><v>D\'ÉTÉ</v></cell></row></sheetData></sheetDataSet></e>',
      'externalLinks/_rels/externalLink1.xml.rels':
        '<Relationships><Relationship Id="r1" Type="x/externalLinkPath" TargetMode="External" Target="Patients.xlsx"/></Relationships>',
    }),
  );
  assert.match(
    text,
    /\[pivotCacheDefinition1\.xml\]\n1,2,3: NOM\tDDN\tTESTARD\t03\/04\/1970\tEXEMPLE\t14\/07\/1984\t\n/,
  );
  assert.match(text, /\[Patients\.xlsx#Feuil1\]\n3: D'ÉTÉ\t\n/);
});

test('xlsx: a sheet that the workbook does not name is read all the same', async () => {
  const row = '<sheetData><row r="1"><c t="inlineStr"><is><t>EXEMPLE</t></is></c></row></sheetData>';
  const text = await read(
    await workbook('<sheetData/>', { 'worksheets/ancienne.xml': `<worksheet>${row}</worksheet>` }),
  );
  assert.equal(text, '[Séjours]\n[ancienne.xml]\n1: EXEMPLE\t\n');
});
