import { count, fill, type Words } from '../languages/words.ts';
import type { RowNote } from '../patients/importFault.ts';
import type { ImportResult } from '../patients/importRegister.ts';
import type { RegisterChanges } from '../patients/registerChanges.ts';
import { importPatients, type OpenCase, openCase } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { describeMapping } from './describeMapping.ts';
import { CASE_OPTION, type Command, type Invocation } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

/** Notes printed one by one; all of them are counted. */
const NOTES_SHOWN = 200;
const ODDITIES_SHOWN = 20;

export const patientsImport: Command = {
  name: 'patients import',
  positionals: ['FILE'],
  options: {
    case: CASE_OPTION,
    mapping: {
      value: 'FILE',
      help: { fr: 'fichier JSON : champ → nom de colonne', en: 'JSON file: field -> column name' },
    },
    check: {
      help: {
        fr: 'vérifie tout et montre les colonnes reconnues (formes des valeurs, jamais les valeurs) ; n’importe rien',
        en: 'checks everything and shows the columns recognised (forms of values, never values); imports nothing',
      },
    },
  },
  help: {
    fr: 'Importe le fichier des patients (CSV, TSV ou XLSX).',
    en: 'Imports the patient register (CSV, TSV or XLSX).',
  },
  examples: [
    'constat patients import patients.csv --case /srv/constat/hopital',
    'constat patients import patients.xlsx --case /srv/constat/hopital --check --mapping colonnes.json',
  ],
  async run(invocation) {
    const open = await openCase(invocation.value('case'), 'worker');
    try {
      await runImport(open, invocation, invocation.positionals[0]!);
    } finally {
      await open.close();
    }
  },
};

/** Imports with progress, and says what came of it. */
export async function runImport(open: OpenCase, invocation: Invocation, file: string): Promise<void> {
  const { words, progress, out } = invocation;
  await announceWall(open, invocation);
  progress.begin(words.progress.import);
  const mapping = invocation.value('mapping');
  const result = await importPatients(open, {
    file,
    ...(mapping === '' ? {} : { mapping }),
    checkOnly: invocation.flag('check'),
    signal: invocation.signal,
    onProgress: (patients) => progress.update({ done: patients }),
  });
  progress.end();
  if (!invocation.flag('check')) await putOnRecord(open, { action: 'register_imported' });
  out.write(describeImport(result, words, invocation.flag('check')));
}

function describeImport(result: ImportResult, words: Words, checked: boolean): string {
  const lines = [
    ...describeMapping(result, words, checked),
    count(checked ? words.import.checked : words.import.done, result.patients, words),
  ];
  if (result.changes !== null) lines.push(...describeChanges(result.changes, words));
  if (result.oddityCount > 0) {
    lines.push(
      count(words.import.odd, result.oddityCount, words),
      ...describeNotes(result.oddities.slice(0, ODDITIES_SHOWN), words.oddities, words),
    );
    if (result.oddityCount > ODDITIES_SHOWN)
      lines.push(`  ${count(words.import.more, result.oddityCount - ODDITIES_SHOWN, words)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What is different from the register before, and what is read again for it. */
function describeChanges(changes: RegisterChanges, words: Words): string[] {
  const { added, changed, removed, contents, recipients } = changes;
  const others = recipients === 0 ? [] : [count(words.import.recipients, recipients, words)];
  if (added + changed + removed === 0) return [words.import.noChanges, ...others];
  const [more, other, less] = words.import.changes;
  const said = [count(more, added, words), count(other, changed, words), count(less, removed, words)];
  return [
    `${said.join(', ')}.`,
    ...(contents > 0 ? [count(words.import.readAgain, contents, words)] : []),
    ...others,
  ];
}

/** 'row 12, column DDN: date of birth unreadable', one line each. */
export function describeNotes<Code extends string>(
  notes: readonly RowNote<Code>[],
  texts: Readonly<Record<Code, string>>,
  words: Words,
): string[] {
  return notes
    .slice(0, NOTES_SHOWN)
    .map(
      ({ code, row, column }) =>
        `  ${column === '' ? fill(words.import.wholeRow, row, texts[code]) : fill(words.import.row, row, column, texts[code])}`,
    );
}
