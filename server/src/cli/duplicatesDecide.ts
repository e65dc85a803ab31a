import type { DuplicateDecision } from '@constat/contract/duplicate.ts';
import { accountName } from '../case/accountName.ts';
import { decideDuplicate } from '../exposure/duplicates/duplicateDecisions.ts';
import { patientIds } from '../patients/patientIds.ts';
import { openCase } from '../pipeline.ts';
import { reasonOf } from './caseException.ts';
import { type Bilingual, CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const duplicatesAccept = decideCommand('accept', 'accepted', {
  fr: 'Deux numéros de patient sont une seule personne : ils comptent pour une. Les exports gardent les deux numéros et le disent.',
  en: 'Two patient numbers are one person: they count as one. Exports keep both numbers and say so.',
});

export const duplicatesReject = decideCommand('reject', 'rejected', {
  fr: 'Deux numéros de patient sont deux personnes : ils ne sont plus proposés.',
  en: 'Two patient numbers are two persons: they are not proposed any more.',
});

export const duplicatesUndo = decideCommand('undo', 'undone', {
  fr: 'Revient sur ce qui est décidé de deux numéros. La liste des décisions garde tout.',
  en: 'Takes back what is decided about two numbers. The list of decisions keeps all of it.',
});

function decideCommand(
  decision: DuplicateDecision,
  said: 'accepted' | 'rejected' | 'undone',
  help: Bilingual,
): Command {
  return {
    name: `duplicates ${decision}`,
    positionals: ['NUMBER', 'NUMBER'],
    options: {
      case: CASE_OPTION,
      reason: { value: 'TEXT', required: true, help: { fr: 'pourquoi', en: 'why' } },
    },
    help,
    examples: [
      `constat duplicates ${decision} 84000001 84000002 --reason "dossiers comparés" --case /srv/constat/hopital`,
    ],
    async run({ positionals, value, words, out }) {
      const reason = reasonOf(value('reason'));
      const open = await openCase(value('case'));
      try {
        const [first, second] = positionals as [string, string];
        const { database, opened } = open;
        const patients = await patientIds(database, opened.keys, [first, second]);
        await putOnRecord(open, { action: 'duplicates_decided', patients, reason });
        const at = new Date().toISOString();
        const by = accountName();
        await decideDuplicate(database, opened.keys, { first, second, decision, by, at, reason });
        out.write(`${words.duplicates[said]}\n`);
      } finally {
        await open.close();
      }
    },
  };
}
