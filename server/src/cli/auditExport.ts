import { resolve } from 'node:path';
import { exportAudit } from '../audit/exportAudit.ts';
import { settleAudit } from '../audit/settleAudit.ts';
import { count } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const auditExport: Command = {
  name: 'audit export',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'out': {
      value: 'DIR',
      required: true,
      help: { fr: 'dossier à créer', en: 'folder to make' },
    },
    'with-details': {
      help: {
        fr: 'écrit aussi en clair les comptes, motifs et origines (details.jsonl)',
        en: 'also writes accounts, reasons and origins in clear (details.jsonl)',
      },
    },
    'reason': REASON_OPTION,
  },
  help: {
    fr: 'Écrit le journal des accès et ses points de contrôle signés, à vérifier sans Constat par docs/verify-audit.py.',
    en: 'Writes the log of accesses and its signed checkpoints, to be checked without Constat by docs/verify-audit.py.',
  },
  examples: ['constat audit export --case /srv/constat/hopital --out /media/usb/journal'],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'audit_exported', reason: value('reason') });
      await settleAudit(open.opened, open.database);
      const folder = resolve(value('out'));
      const entries = await exportAudit(open.database, open.opened.keys, folder, flag('with-details'));
      out.write(`${count(words.audit.exported, entries, words, folder, folder)}\n`);
    } finally {
      await open.close();
    }
  },
};
