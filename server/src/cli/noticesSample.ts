import { writeFile } from 'node:fs/promises';
import { fromSystemError } from '../case/caseError.ts';
import { count } from '../languages/words.ts';
import { SAMPLE_LETTERS, sampleBatch } from '../notify/batches/sampleLetters.ts';
import { PartPool } from '../notify/letters/partPool.ts';
import type { PartRequest, RenderedPart } from '../notify/letters/renderPart.ts';
import { openCase } from '../pipeline.ts';
import { batchNumber } from './batchNumber.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const noticesSample: Command = {
  name: 'notices sample',
  positionals: ['BATCH'],
  options: {
    case: CASE_OPTION,
    out: {
      value: 'FILE',
      required: true,
      help: {
        fr: 'PDF à écrire ; il contient des données personnelles',
        en: 'PDF to write; it holds personal data',
      },
    },
    reason: REASON_OPTION,
  },
  help: {
    fr: `Écrit ${SAMPLE_LETTERS} courriers d’un lot, de toutes les sortes, à relire par deux personnes avant l’approbation : aucun défaut sur 60 borne les défauts à 4,9 % (95 %).`,
    en: `Writes ${SAMPLE_LETTERS} letters of a batch, of all kinds, to be read by two people before the approval: no defect among 60 bounds the defects at 4.9% (95%).`,
  },
  examples: ['constat notices sample 1 --out a-relire.pdf --case /srv/constat/hopital'],
  async run({ positionals, value, words, out }) {
    const number = batchNumber(positionals[0]!);
    const open = await openCase(value('case'));
    const pool = new PartPool(1);
    try {
      const context = { database: open.database, keys: open.opened.keys, folder: open.opened.folder };
      await putOnRecord(open, { action: 'notices_viewed', reason: value('reason') });
      const render = (request: PartRequest): Promise<RenderedPart> => pool.render(request);
      const { pdf, letters } = await sampleBatch(context, number, render);
      await writeFile(value('out'), pdf, { mode: 0o600 }).catch((error: unknown) => {
        throw fromSystemError(error, value('out'));
      });
      out.write(`${count(words.notices.sampled, letters, words, value('out'))}\n`);
    } finally {
      await pool.close();
      await open.close();
    }
  },
};
