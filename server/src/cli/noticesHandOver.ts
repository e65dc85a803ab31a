import { resolve } from 'node:path';
import { fill } from '../languages/words.ts';
import type { Batch } from '../notify/batches/batchRow.ts';
import { handOver, writeBatchFiles } from '../notify/batches/releaseBatch.ts';
import { openCase } from '../pipeline.ts';
import { batchNumber } from './batchNumber.ts';
import { reasonOf } from './caseException.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { TWO_PERSONS_OPTIONS, twoNames } from './twoPersons.ts';

export const noticesHandOver: Command = {
  name: 'notices hand-over',
  positionals: ['BATCH'],
  options: {
    case: CASE_OPTION,
    out: {
      value: 'DIR',
      required: true,
      help: {
        fr: 'dossier pour l’imprimeur : un PDF, son index (CSV), sa liste d’empreintes (JSON)',
        en: 'folder for the printer: one PDF, its index (CSV), its list of hashes (JSON)',
      },
    },
    again: {
      help: {
        fr: 'remettre une seconde fois, si deux personnes le disent',
        en: 'hand over a second time, if two people say so',
      },
    },
    early: {
      help: {
        fr: 'avant le jour de son envoi : avec --reason, consigné',
        en: 'before the day of its drop: with --reason, on record',
      },
    },
    ...TWO_PERSONS_OPTIONS,
  },
  help: {
    fr: 'Remet un lot approuvé à l’imprimeur, une seule fois ; un lot d’un plan d’envois, pas avant son jour. Le PDF contient des données personnelles en clair : transmettez-le chiffré.',
    en: 'Hands an approved batch over to the printer, once; one of a plan of drops, not before its day. The PDF holds personal data in clear: pass it on encrypted.',
  },
  examples: [
    'constat notices hand-over 1 --out /media/imprimeur --case /srv/constat/hopital',
    'constat notices hand-over 1 --again --by "A. Martin" --and "B. Petit" --reason "support perdu" --out /media/imprimeur --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { positionals, value, flag, words, out } = invocation;
    const number = batchNumber(positionals[0]!);
    const consent = flag('again') ? twoNames(invocation) : null;
    const isEarly = flag('early');
    if (isEarly) reasonOf(value('reason'));
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_handed_over', reason: value('reason') });
      const context = { database: open.database, keys: open.opened.keys, folder: open.opened.folder };
      const again = consent === null ? null : () => Promise.resolve(consent);
      const files: string[] = [];
      const deliver = async (batch: Batch): Promise<void> =>
        void files.push(...(await writeBatchFiles(context, batch, resolve(value('out')))));
      const { pdfSha256 } = await handOver(context, number, deliver, { again, mayBeEarly: isEarly });
      out.write(`${fill(words.notices.handedOver, number, files.join(', '), pdfSha256!.toString('hex'))}\n`);
    } finally {
      await open.close();
    }
  },
};
