import { formatMoment } from '../languages/formatNumber.ts';
import { fill, type Words } from '../languages/words.ts';
import { pausedSince } from '../notify/campaignPause.ts';
import { listBatches } from '../notify/batches/batchRow.ts';
import { countNotices, noticeLines } from '../notify/listNotices.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { describeCounts } from './describeNotices.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const noticesList: Command = {
  name: 'notices list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    state: {
      value: 'STATE',
      help: {
        fr: 'un avis par ligne, de cet état (held, excluded, planned, returned …), avec le numéro du patient',
        en: 'one notice a line, of this state (held, excluded, planned, returned …), with the number of the patient',
      },
    },
    reason: REASON_OPTION,
    json: { help: { fr: 'en JSON, un par ligne', en: 'as JSON, one a line' } },
  },
  help: {
    fr: 'Montre où en est l’information des patients : combien d’avis dans chaque état et par quelle règle, et les lots d’impression ; avec --state, lesquels.',
    en: 'Shows how far the telling of patients has come: how many notices in each state and by which rule, and the print batches; with --state, which ones.',
  },
  examples: [
    'constat notices list --case /srv/constat/hopital',
    'constat notices list --state held --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      if (value('state') === '') {
        out.write(flag('json') ? await countsJson(open) : await countsText(open, words));
        return;
      }
      await putOnRecord(open, { action: 'notices_viewed', reason: value('reason') });
      for await (const line of noticeLines(open.database, open.opened.keys, value('state')))
        out.write(
          flag('json')
            ? `${JSON.stringify(line)}\n`
            : `${[line.notice, line.patient, line.rule, line.channel, line.variant, line.recipient === 'main' ? '' : line.recipient].join('\t').trimEnd()}\n`,
        );
    } finally {
      await open.close();
    }
  },
};

async function countsJson({ database }: OpenCase): Promise<string> {
  const counts = {
    notices: await countNotices(database),
    batches: await listBatches(database),
    pausedSince: await pausedSince(database),
  };
  return `${JSON.stringify(counts)}\n`;
}

async function countsText({ database }: OpenCase, words: Words): Promise<string> {
  const w = words.notices;
  const counts = await countNotices(database);
  if (counts.length === 0) return `${w.none}\n`;
  const batches = await listBatches(database);
  const lines = batches.map(({ number, letters, pages, state, departs }) => {
    const line = fill(w.batch, number, letters, pages ?? '–', w.states[state] ?? state);
    return departs === null ? line : `${line}${fill(w.departs, departs)}`;
  });
  const paused = await pausedSince(database);
  const rest = paused === null ? [] : [fill(w.paused, formatMoment(paused.toISOString(), words))];
  return [
    ...describeCounts(counts, words),
    ...(lines.length === 0 ? [] : [w.batches, ...lines]),
    ...rest,
    '',
  ].join('\n');
}
