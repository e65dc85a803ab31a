import { EXPORT_FORMATS, writeTable } from '../exposure/writeTable.ts';
import { count } from '../languages/words.ts';
import { PROOF_COLUMNS, proofLines } from '../notify/proofLines.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, oneOf } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';
import { TABLE_OPTIONS } from './tableOptions.ts';

export const noticesProof: Command = {
  name: 'notices proof',
  positionals: [],
  options: {
    case: CASE_OPTION,
    ...TABLE_OPTIONS,
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Écrit la preuve de l’information, avis par avis : quoi, quand, par quelle voie, version du modèle, empreinte du contenu, résultat. Remis et non revenu après 30 jours vaut remise ; un silence plus court n’est pas dit remise.',
    en: 'Writes the proof of notification, notice by notice: what, when, by which channel, version of the template, hash of the content, result. Handed over and not returned after 30 days counts as delivered; a shorter silence is not called so.',
  },
  examples: ['constat notices proof --format csv --out preuve.csv --case /srv/constat/hopital'],
  async run({ value, words, out, err }) {
    const format = oneOf('--format', value('format'), EXPORT_FORMATS);
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_exported', reason: value('reason') });
      const lines = proofLines(open.database, open.opened.keys, new Date());
      const written = await writeTable(lines, PROOF_COLUMNS, format, value('out'), out);
      if (value('out') !== '-') err.write(`${count(words.exported, written, words, value('out'))}\n`);
    } finally {
      await open.close();
    }
  },
};
