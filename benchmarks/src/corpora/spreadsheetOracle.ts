import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Reader } from '@constat/server/read/reader.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { atLeast } from '../measure.ts';
import { missingCells } from './sameCell.ts';
import { readText } from './readText.ts';
import type { Section } from './runCorpus.ts';

/** So many missing cells of a sheet are shown. */
const SHOWN = 5;

/** The cells of workbooks against the CSV files that Excel wrote of them: 'name.xls.N.csv' is sheet N of 'name.xls', which may have been saved anew as 'name.xls.xlsb'. */
export async function compareWithExcel(reader: Reader, corpora: string | undefined): Promise<Section> {
  const files = corpusFiles('formats/spreadsheets', corpora);
  const sheets = Map.groupBy(
    files.filter((file) => /\.\d+\.csv$/.test(file)),
    (file) => basename(file).replace(/\.\d+\.csv$/, ''),
  );
  let cells = 0;
  let workbooks = 0;
  let missed = 0;
  const misses: string[] = [];
  for (const file of files) {
    const name = basename(file);
    const truths = sheets.get(name) ?? sheets.get(name.replace(/\.xlsb$/, ''));
    if (truths === undefined) continue;
    workbooks++;
    const read = await readText(reader, file);
    for (const truth of truths) {
      const expected = csvCells(await csvText(truth));
      cells += expected.length;
      const missing = missingCells(expected, read.cells);
      missed += missing.length;
      if (missing.length > 0)
        misses.push(
          `${name} (${read.format} ${read.fate ?? ''} ${read.reason}), ${basename(dirname(truth))}/${basename(truth)}: ${missing.length} of ${expected.length}, as ${JSON.stringify(missing.slice(0, SHOWN))}`,
        );
    }
  }
  if (workbooks === 0)
    return { figures: {}, table: ['no spreadsheets with their CSV: not compared'], bars: [] };
  const share = 1 - missed / Math.max(1, cells);
  return {
    figures: { workbooks, cells, missed, share },
    table: [
      `Excel: ${workbooks} workbooks, ${cells} cells of its CSV files, ${missed} of them not found`,
      ...misses.map((miss) => `  ${miss}`),
    ],
    bars: [atLeast('share of the cells that Excel shows', share, 0.98)],
  };
}

/** Excel 2011 wrote on a Macintosh. */
async function csvText(file: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(dirname(file).endsWith('/2011') ? 'macintosh' : 'windows-1252').decode(bytes);
  }
}

/** The filled cells of a CSV in order (RFC 4180). */
function csvCells(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|[^",\r\n]+/g)]
    .map((match) => (match[1] ?? match[0]).replaceAll('""', '"'))
    .filter((cell) => cell.trim() !== '');
}
