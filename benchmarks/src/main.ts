import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { Measurement } from './measure.ts';
import { MEASURES } from './measures/index.ts';

const RESULTS = new URL('../RESULTS.md', import.meta.url);

/** The machine in words, without its name. */
function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'unknown';
  }
}

function render(name: string, { table, bars }: Measurement): string[] {
  const width = Math.max(0, ...bars.map((bar) => bar.what.length));
  return [
    `## ${name}`,
    '',
    ...table,
    ...(table.length > 0 ? [''] : []),
    ...bars.map(
      (bar) =>
        `${bar.ok ? 'ok  ' : 'MISS'}  ${bar.what.padEnd(width)}  ${bar.measured}  (needed ${bar.needed})`,
    ),
  ];
}

/** Puts the section of a measurement into RESULTS.md, in place of its former one. */
async function keep(name: string, lines: readonly string[]): Promise<void> {
  const head = '# Last figures\n\nWritten by `npm run measure -- NAME`.\n';
  const text = await readFile(RESULTS, 'utf8').catch(() => head);
  const [start, ...sections] = text.split(/\n(?=## )/);
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`));
  const own = `${lines[0]!}\n\nCommit ${commit()} · ${machine()}\n\n\`\`\`\n${lines.slice(2).join('\n')}\n\`\`\`\n`;
  await writeFile(
    RESULTS,
    [start!.trimEnd(), ...[...others, own].map((section) => section.trim()).sort()].join('\n\n') + '\n',
  );
}

const words = process.argv.slice(2);
const asJson = words.includes('--json');
const [name, ...rest] = words.filter((word) => !word.startsWith('--'));
const measure = MEASURES.find((known) => known.name === name);
if (measure === undefined) {
  for (const known of MEASURES) process.stdout.write(`${known.name.padEnd(12)} ${known.help}\n`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const options = new Map(
    rest.map((word): [string, string] => [word.split('=')[0]!, word.split('=').slice(1).join('=')]),
  );
  const result = await measure.run(options);
  const section = measure.section?.(options) ?? measure.name;
  const lines = render(section, result);
  process.stdout.write(
    asJson
      ? `${JSON.stringify({ name, machine: machine(), figures: result.figures, bars: result.bars })}\n`
      : `${lines.join('\n')}\n`,
  );
  if (!words.includes('--no-results')) await keep(section, lines);
  process.exitCode = result.bars.every((bar) => bar.ok) ? 0 : 1;
}
