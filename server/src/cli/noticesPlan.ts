import { count, type Words } from '../languages/words.ts';
import { changeSettings } from '../notify/select/changeSettings.ts';
import { loadCampaign, type Plan, planCampaign } from '../notify/select/planCampaign.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { describeCounts } from './describeNotices.ts';
import { putOnRecord } from './putOnRecord.ts';

const RULES =
  'first=email|letter language=fr|en version=plain|easy_read|large_print deceased=nobody|hold under15=representatives|hold from15=person|both|representatives|hold parents=each|first|hold guardian=guardian|person|both|hold curator=both|person|hold unknownAge=adult|hold probable=tell|hold householdAtRisk=hold|tell corrected=offer|resend day=YYYY-MM-DD';

export const noticesPlan: Command = {
  name: 'notices plan',
  positionals: [],
  options: {
    case: CASE_OPTION,
    rules: {
      value: 'NAME=VALUE,…',
      help: {
        fr: 'règles à changer ; celles de la sélection précédente demeurent',
        en: 'rules to be changed; those of the selection before stay',
      },
    },
    dry: {
      help: {
        fr: 'dit seulement les comptes, ne change rien',
        en: 'says the counts only, changes nothing',
      },
    },
    json: { help: { fr: 'les comptes en JSON', en: 'the counts as JSON' } },
  },
  help: {
    fr: `Décide qui reçoit quoi : courrier, courriel, rien, ou une décision humaine d’abord ; chaque exclusion est comptée. Peut être refait tant que rien n’est composé. Règles : ${RULES}.`,
    en: `Decides who gets what: a letter, an e-mail, nothing, or a human decision first; every exclusion is counted. Can be done anew as long as nothing is built. Rules: ${RULES}.`,
  },
  examples: [
    'constat notices plan --case /srv/constat/hopital',
    'constat notices plan --rules "first=letter,deceased=hold" --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const today = new Date().toISOString().slice(0, 10);
      const before = (await loadCampaign(open.database))?.settings ?? null;
      const settings = changeSettings(before, changesOf(value('rules')), today);
      await putOnRecord(open, { action: 'notices_planned' });
      const plan = await planCampaign(open.database, open.opened.keys, settings, { dry: flag('dry') });
      const text = planText(plan, flag('dry') ? words.notices.wouldPlan : words.notices.planned, words);
      out.write(flag('json') ? `${JSON.stringify({ ...plan, settings }, null, 2)}\n` : text);
    } finally {
      await open.close();
    }
  },
};

/** 'first=letter,deceased=hold' as the rules that it changes. */
function changesOf(written: string): object {
  const parts = written.split(',').filter((part) => part.trim() !== '');
  return Object.fromEntries(parts.map((part) => part.split('=').map((word) => word.trim()))) as object;
}

function planText({ counts, toldAlready, corrected }: Plan, head: string, words: Words): string {
  const w = words.notices;
  const lines = describeCounts(
    counts.map(({ state, rule, persons }) => ({ state, rule, channel: null, notices: persons })),
    words,
  );
  const told = toldAlready === 0 ? [] : [count(w.toldAlready, toldAlready, words)];
  const addresses = [
    ...(corrected.offered === 0 ? [] : [count(w.corrected, corrected.offered, words)]),
    ...(corrected.planned === 0 ? [] : [count(w.resent, corrected.planned, words)]),
  ];
  return [head, ...lines, ...told, ...addresses, ''].join('\n');
}
