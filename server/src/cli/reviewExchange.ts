import { decisionLines } from '../exposure/review/decisionRows.ts';
import { type ImportedDecisions, importDecisions } from '../exposure/review/importDecisions.ts';
import { writeTable } from '../exposure/writeTable.ts';
import { count, type Words } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { describeNotes } from './patientsImport.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** Lines of the file that are named one by one. */
const APART_SHOWN = 10;

export const reviewExport: Command = {
  name: 'review export',
  positionals: [],
  options: {
    case: CASE_OPTION,
    reason: REASON_OPTION,
    out: {
      value: 'FILE',
      required: true,
      help: {
        fr: 'fichier à écrire, « - » pour la sortie standard',
        en: 'file to write, "-" for standard output',
      },
    },
  },
  help: {
    fr: 'Écrit toutes les décisions de relecture (JSONL), avec le nom des relecteurs : à garder avec la preuve, à importer ailleurs.',
    en: 'Writes all review decisions (JSONL), with the names of the reviewers: to be kept with the proof, to be imported elsewhere.',
  },
  examples: ['constat review export --case /srv/constat/hopital --out decisions.jsonl'],
  async run({ value, words, out, err }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'review_exported', reason: value('reason') });
      const lines = decisionLines(open.database, open.opened.keys);
      const written = await writeTable(lines, [], 'jsonl', value('out'), out);
      if (value('out') !== '-') err.write(`${count(words.exported, written, words, value('out'))}\n`);
    } finally {
      await open.close();
    }
  },
};

export const reviewImport: Command = {
  name: 'review import',
  positionals: ['FILE'],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Prend des décisions de relecture telles que « review export » les écrit. Une erreur, et rien n’est pris ; une décision déjà connue ne compte pas deux fois, une décision sur un contenu ou un patient que l’affaire n’a pas est gardée sans compter.',
    en: 'Takes in review decisions as "review export" writes them. One fault, and nothing is taken in; a decision that is known already does not count twice, one about a content or a patient that the case does not have is kept and does not count.',
  },
  examples: ['constat review import decisions.jsonl --case /srv/constat/hopital'],
  async run({ positionals, value, words, out }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'review_imported' });
      const imported = await importDecisions(open.database, open.opened.keys, positionals[0]!);
      out.write(`${describeImported(imported, words).join('\n')}\n`);
    } finally {
      await open.close();
    }
  },
};

/** How many decisions were taken in, and which of them are about nothing in the case. */
function describeImported({ lines, added, apart }: ImportedDecisions, words: Words): string[] {
  const w = words.review;
  return [
    count(w.imported, lines, words, count(w.countNew, added, words)),
    ...(apart.length === 0 ? [] : [count(w.importedApart, apart.length, words)]),
    ...describeNotes(apart.slice(0, APART_SHOWN), w.elsewhereCodes, words),
    ...(apart.length > APART_SHOWN
      ? [`  ${count(words.import.more, apart.length - APART_SHOWN, words)}`]
      : []),
  ];
}
