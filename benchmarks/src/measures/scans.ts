import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { decodePicture } from '@constat/server/read/scans/decodePicture.ts';
import {
  type GrayImage,
  invert,
  scale,
  turnDegrees,
  turnQuarters,
} from '@constat/server/read/scans/grayImage.ts';
import { PageClock } from '@constat/server/read/scans/pageClock.ts';
import { DEFAULT_SETTINGS, readScan, type ScanSettings } from '@constat/server/read/scans/readScan.ts';
import { drawScan, needsScan } from '@constat/server/read/scans/scanPdfPage.ts';
import { z } from 'zod';
import { atLeast, atMost, type Measure } from '../measure.ts';

const EVAL = fileURLToPath(new URL('../../../../shared/eval', import.meta.url));
const SCANNED = ['jpg', 'png', 'pdf-scan'];

const fileSchema = z.object({ path: z.string(), format: z.string() });
const evidenceSchema = z.object({ path: z.string(), strings: z.array(z.string()) });

interface ScanFile {
  readonly file: string;
  readonly isPdf: boolean;
  /** Literals that the truth rests on. */
  readonly strings: readonly string[];
}

/** Ways in which pages are spoilt: what scanners, fax machines and hurried people do. */
const SPOILS: Readonly<Record<string, (image: GrayImage) => GrayImage>> = {
  'as they are': (image) => image,
  'askew by 7 degrees': (image) => turnDegrees(image, 7),
  'sideways': (image) => turnQuarters(image, 3),
  'upside down': (image) => turnQuarters(image, 2),
  'at 75 dots an inch': (image) => scale(image, 0.65),
  'in a shadow': ({ pixels, ...image }) => ({
    ...image,
    pixels: pixels.map((value, i) => value * (0.35 + (0.65 * (i % image.width)) / image.width)),
  }),
  'a negative': invert,
  'noisy': (image) => noisy(image, 40),
  'speckled': speckled,
  'black and white': ({ pixels, ...image }) => ({
    ...image,
    pixels: pixels.map((value) => (value < 140 ? 0 : 255)),
  }),
};

/** What is tried on which pages: each step of the preparation, left out where it should matter. */
const ROWS: readonly (readonly [keyof typeof SPOILS, Partial<ScanSettings>])[] = [
  ['as they are', {}],
  ['as they are', { segmentation: 'block' }],
  ['as they are', { smallest: 0 }],
  ['askew by 7 degrees', {}],
  ['askew by 7 degrees', { level: false }],
  ['sideways', {}],
  ['sideways', { turn: false }],
  ['upside down', {}],
  ['at 75 dots an inch', {}],
  ['at 75 dots an inch', { smallest: 0 }],
  ['in a shadow', {}],
  ['in a shadow', { even: false }],
  ['a negative', {}],
  ['noisy', {}],
  ['speckled', {}],
  ['speckled', { calm: false }],
  ['black and white', {}],
];

export const scans: Measure = {
  name: 'scans',
  help: 'recognition of scans: literals of the truth found, CPU a page, what each step brings (eval=DIR, sets=dev, every=8, rows=all|first)',
  async run(options) {
    const evaluation = options.get('eval') ?? EVAL;
    if (!existsSync(evaluation))
      throw new Error(`no evaluation data at ${evaluation}: name its folder with eval=DIR`);
    const sets = (options.get('sets') ?? 'dev').split(',');
    const every = Number(options.get('every') ?? 8);
    const files = (await Promise.all(sets.map((set) => scanFiles(join(evaluation, set)))))
      .flat()
      .filter((_, i) => i % every === 0);
    const rows = options.get('rows') === 'first' ? ROWS.slice(0, 1) : ROWS;
    const table: string[] = [
      'pages                  without          literals       recall  CPU median  p95 (s)',
    ];
    const results: Row[] = [];
    for (const [spoil, settings] of rows) {
      const row = await measureRow(files, spoil, settings);
      results.push(row);
      table.push(describe(spoil, settings, row));
    }
    const [first] = results;
    return {
      figures: { pages: first!.pages, rows: results },
      table,
      bars: [
        atLeast('literals found on scans as they are', first!.recall, 0.95),
        atMost('CPU seconds a page, 95th percentile', first!.p95, 5, 2),
        atMost('memory of the process, MB', process.memoryUsage().rss / 1e6, 768, 0),
      ],
    };
  },
};

interface Row {
  readonly found: number;
  readonly literals: number;
  readonly recall: number;
  readonly pages: number;
  readonly median: number;
  readonly p95: number;
}

function describe(spoil: string, settings: Partial<ScanSettings>, row: Row): string {
  const changed = Object.entries(settings).map(([name, value]) => `${name}=${String(value)}`);
  return [
    spoil.padEnd(22),
    changed.join(' ').padEnd(20),
    `${row.found}/${row.literals}`.padStart(9),
    row.recall.toFixed(3).padStart(8),
    row.median.toFixed(2).padStart(10),
    row.p95.toFixed(2).padStart(8),
  ].join(' ');
}

async function scanFiles(folder: string): Promise<ScanFile[]> {
  const strings = new Map<string, string[]>();
  for (const line of await jsonLines(join(folder, 'evidence.jsonl'), evidenceSchema))
    strings.set(line.path, [...(strings.get(line.path) ?? []), ...line.strings]);
  return (await jsonLines(join(folder, 'files.jsonl'), fileSchema))
    .filter(({ path, format }) => SCANNED.includes(format) && !path.includes('!/'))
    .map(({ path, format }) => ({
      file: join(folder, 'dump', path),
      isPdf: format === 'pdf-scan',
      strings: strings.get(path) ?? [],
    }));
}

async function jsonLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  return (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)));
}

async function measureRow(
  files: readonly ScanFile[],
  spoil: keyof typeof SPOILS,
  settings: Partial<ScanSettings>,
): Promise<Row> {
  const seconds: number[] = [];
  let [found, literals] = [0, 0];
  for (const file of files) {
    let text = '';
    for (const page of await pagesOf(file)) {
      const spoilt = SPOILS[spoil]!(page);
      const before = process.cpuUsage();
      text += await readScan(spoilt, new PageClock(Infinity), { ...DEFAULT_SETTINGS, ...settings });
      const { user, system } = process.cpuUsage(before);
      seconds.push((user + system) / 1e6);
    }
    const letters = lettersOf(text);
    literals += file.strings.length;
    found += file.strings.filter((string) => letters.includes(lettersOf(string))).length;
  }
  seconds.sort((a, b) => a - b);
  const at = (share: number): number => seconds[Math.floor(seconds.length * share)] ?? 0;
  return { found, literals, recall: found / literals, pages: seconds.length, median: at(0.5), p95: at(0.95) };
}

/** Capitals without accents, and digits: how a literal is looked for. */
function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

async function pagesOf({ file, isPdf }: ScanFile): Promise<GrayImage[]> {
  const bytes = await readFile(file);
  if (!isPdf) return [await decodePicture(bytes)];
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  const pages: GrayImage[] = [];
  for (const page of document.pages()) {
    const scan = needsScan(page, page.getText());
    if (scan !== null) pages.push(await drawScan(page, scan));
  }
  document.destroy();
  return pages;
}

/** Seeded: the same noise in each run. */
function noisy({ pixels, ...image }: GrayImage, deviation: number): GrayImage {
  const random = seeded();
  return {
    ...image,
    pixels: pixels.map((value) => {
      const normal = random() + random() + random() + random() - 2;
      return Math.min(255, Math.max(0, value + normal * deviation * Math.sqrt(3)));
    }),
  };
}

function speckled({ pixels, ...image }: GrayImage): GrayImage {
  const random = seeded();
  return {
    ...image,
    pixels: pixels.map((value) => (random() < 0.03 ? (random() < 0.5 ? 0 : 255) : value)),
  };
}

function seeded(): () => number {
  let state = 20_240_607;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
