import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { Parser } from 'htmlparser2';
import { xlsxFile } from '@constat/server/demo/fileWriters.ts';
import type { Format } from '@constat/server/read/format.ts';
import { docx } from '@constat/server/read/formats/docx.ts';
import { pdf } from '@constat/server/read/formats/pdf.ts';
import { xlsx } from '@constat/server/read/formats/xlsx.ts';
import { sheetLibrary } from '@constat/server/read/office/sheetLibrary.ts';
import { memorySource } from '@constat/server/read/source.ts';
import { zipEntries } from '@constat/server/read/zipArchive.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { generateCorpus } from '../generate/corpora.ts';
import { inventedPatients } from '../generate/patients.ts';
import { atMost, type Measure } from '../measure.ts';

/** Passes over the same files, ours and the parser's in turn; the quickest of each counts. */
const PASSES = 15;
const MOST = 1.5;

/** A kind of document: ours, and what a program does that only has the parser. */
interface Contest {
  readonly name: string;
  readonly files: readonly Buffer[];
  readonly format: Format;
  readonly alone: (bytes: Buffer) => Promise<number>;
}

export const parserCost: Measure = {
  name: 'parser-cost',
  help: 'processor time of reading PDF, DOCX and XLSX, against PDFium, inflate with htmlparser2 and SheetJS alone on the same bytes (mb=N)',
  async run(options) {
    const bytes = Number(options.get('mb') ?? 2) * 1e6;
    const folder = await mkdtemp(join(tmpdir(), 'constat-parsers-'));
    try {
      const contests: Contest[] = [
        { name: 'pdf', files: await corpus('pdf', folder, bytes), format: pdf, alone: pdfiumAlone },
        { name: 'docx', files: await corpus('docx', folder, bytes), format: docx, alone: markupAlone },
        ...(await realDocuments()),
        { name: 'xlsx', files: [await workbook(20_000)], format: xlsx, alone: sheetJsAlone },
      ];
      const rows = [];
      for (const contest of contests) rows.push({ name: contest.name, ...(await run(contest)) });
      return {
        figures: { rows },
        table: [
          'format      files   ours s  parser s  ratio',
          ...rows.map(
            ({ name, files, ours, alone }) =>
              `${name.padEnd(10)} ${String(files).padStart(6)} ${ours.toFixed(2).padStart(8)} ${alone.toFixed(2).padStart(9)} ${(ours / alone).toFixed(2).padStart(6)}`,
          ),
        ],
        bars: rows.map(({ name, ours, alone }) =>
          atMost(`${name}: ours / the parser alone`, ours / alone, MOST, 2),
        ),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function corpus(kind: 'pdf' | 'docx', folder: string, bytes: number): Promise<Buffer[]> {
  return Promise.all((await generateCorpus(kind, folder, bytes, 10_000)).map((path) => readFile(path)));
}

/** Documents as Word writes them: those of the corpora that both can read; none where the corpora are absent. */
async function realDocuments(): Promise<Contest[]> {
  const contest = { name: 'docx, real', format: docx, alone: markupAlone };
  const files: Buffer[] = [];
  for (const path of corpusFiles('formats').filter((file) => file.endsWith('.docx'))) {
    const bytes = await readFile(path);
    try {
      await readOurs(docx, bytes);
      await markupAlone(bytes);
      files.push(bytes);
    } catch {
      // Encrypted or damaged: neither reads it.
    }
  }
  return files.length === 0 ? [] : [{ ...contest, files }];
}

async function workbook(patients: number): Promise<Buffer> {
  const rows = Array.from(inventedPatients(patients), (p) => [
    p.number,
    p.birthName,
    p.givenName,
    `${p.day}/${p.month}/${p.year}`,
    p.nir,
    p.phone,
    p.street,
    p.postcode,
  ]);
  return Buffer.from(
    await xlsxFile('Patients', [
      ['IPP', 'Nom', 'Prénom', 'Né(e) le', 'NIR', 'Téléphone', 'Adresse', 'CP'],
      ...rows,
    ]),
  );
}

async function run({
  files,
  format,
  alone,
}: Contest): Promise<{ files: number; ours: number; alone: number }> {
  const best = { ours: Infinity, alone: Infinity };
  for (let pass = 0; pass < PASSES; pass++) {
    best.ours = Math.min(best.ours, await seconds(files, (bytes) => readOurs(format, bytes)));
    best.alone = Math.min(best.alone, await seconds(files, alone));
  }
  return { files: files.length, ...best };
}

async function seconds(files: readonly Buffer[], read: (bytes: Buffer) => Promise<number>): Promise<number> {
  const start = process.cpuUsage();
  let found = 0;
  for (const bytes of files) found += await read(bytes);
  if (found === 0) throw new Error('nothing was read');
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

async function readOurs(format: Format, bytes: Buffer): Promise<number> {
  let found = 0;
  const sink = {
    segment: (segment: { readonly kind: string; readonly bytes?: Uint8Array }) => {
      found += segment.bytes?.length ?? 0;
    },
  };
  await format.read!(memorySource(bytes, `a.${format.name}`), sink, { passwords: [] });
  return found;
}

let pdfium: ReturnType<typeof PDFiumLibrary.init> | null = null;

async function pdfiumAlone(bytes: Buffer): Promise<number> {
  pdfium ??= PDFiumLibrary.init();
  const document = await (await pdfium).loadDocument(bytes);
  let found = 0;
  for (const page of document.pages()) found += page.getText().length;
  document.destroy();
  return found;
}

/** All parts of the package with markup, inflated and parsed, their text counted. */
async function markupAlone(bytes: Buffer): Promise<number> {
  let found = 0;
  for await (const entry of zipEntries(memorySource(bytes, 'a.docx'))) {
    if (!/^word\/.*\.xml$/.test(entry.displayName)) continue;
    const parser = new Parser(
      { ontext: (text) => (found += text.length) },
      { xmlMode: true, decodeEntities: true },
    );
    for await (const chunk of entry.open()) parser.write(Buffer.from(chunk).toString('utf8'));
    parser.end();
  }
  return found;
}

async function sheetJsAlone(bytes: Buffer): Promise<number> {
  const book = (await sheetLibrary()).read(bytes, { type: 'buffer', dense: true, cellText: false });
  return book.SheetNames.length;
}
