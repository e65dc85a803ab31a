import { z } from 'zod';
import { type AccessFilter, type AccessLine, listAccesses } from '../audit/listAccesses.ts';
import { type AccessAction, ACCESS_ACTIONS } from '../audit/recordAccess.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { patientNumbers } from '../patients/patientNumbers.ts';
import { patientId } from '../patients/patientIds.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** Patients named in a line; the rest is counted. */
const NAMED = 5;

export const auditList: Command = {
  name: 'audit list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    patient: {
      value: 'IPP',
      help: { fr: 'qui a consulté ce patient', en: 'who looked at this patient' },
    },
    person: {
      value: 'NAME',
      help: { fr: 'ce qu’a fait ce compte', en: 'what this account did' },
    },
    since: {
      value: 'YYYY-MM-DD',
      help: { fr: 'depuis ce jour', en: 'from this day on' },
    },
    unusual: {
      help: {
        fr: 'seulement ce qui sort de l’ordinaire (nombreux patients en une heure, la nuit, entrée modifiée)',
        en: 'only what stands out (many patients within an hour, at night, entry altered)',
      },
    },
    reason: REASON_OPTION,
    json: { help: { fr: 'en JSON, un accès par ligne', en: 'as JSON, one access a line' } },
  },
  help: {
    fr: 'Montre qui a consulté quoi, quand et pourquoi. La consultation du journal est elle-même consignée.',
    en: 'Shows who looked at what, when and why. Looking at the log goes on record too.',
  },
  examples: [
    'constat audit list --case /srv/constat/hopital --patient 84000001',
    'constat audit list --case /srv/constat/hopital --since 2026-01-01 --unusual',
  ],
  async run(invocation) {
    const { value } = invocation;
    const since = sinceOf(value('since'));
    const open = await openCase(value('case'));
    try {
      const patient =
        value('patient') === ''
          ? undefined
          : await patientId(open.database, open.opened.keys, value('patient'));
      await putOnRecord(open, {
        action: 'audit_viewed',
        ...(patient === undefined ? {} : { patients: [patient] }),
        reason: value('reason'),
      });
      await show(open, invocation, {
        ...(patient === undefined ? {} : { patient }),
        ...(value('person') === '' ? {} : { who: value('person') }),
        ...(since === null ? {} : { since }),
      });
    } finally {
      await open.close();
    }
  },
};

/** The beginning of a day here. */
function sinceOf(text: string): Date | null {
  if (text === '') return null;
  const day = new Date(`${text}T00:00:00`);
  if (!z.iso.date().safeParse(text).success) throw new UsageError('not_a_date', '--since', text);
  return day;
}

async function show(
  { database, opened }: OpenCase,
  { flag, words, out }: Invocation,
  filter: AccessFilter,
): Promise<void> {
  let shown = 0;
  let unusual = 0;
  for await (const line of listAccesses(database, opened.keys, filter)) {
    if (flag('unusual') && line.unusual.length === 0) continue;
    shown++;
    if (line.unusual.length > 0) unusual++;
    if (flag('json')) {
      out.write(`${JSON.stringify(line)}\n`);
      continue;
    }
    const numbers = await patientNumbers(database, opened.keys, line.patients.slice(0, NAMED));
    out.write(`${accessText(line, numbers, words)}\n`);
  }
  if (flag('json')) return;
  const { accesses, unusualCount, nobody } = words.audit;
  out.write(
    shown === 0
      ? `${nobody}\n`
      : `\n${count(accesses, shown, words)} ${count(unusualCount, unusual, words)}\n`,
  );
}

/** '31/01/2026, 09:30  jdupont (command line)  patient explained  84000001 · why: call · AT NIGHT' */
function accessText(line: AccessLine, numbers: readonly string[], words: Words): string {
  const w = words.audit;
  const actor = line.role === '' ? w.actors[line.actor] : line.role;
  const more = line.patients.length - numbers.length;
  const about = [
    numbers.join(', '),
    more > 0 ? `+ ${count(w.patients, more, words)}` : '',
    line.wholeCase ? w.wholeCase : '',
    line.reason === '' ? '' : fill(w.why, line.reason),
    line.factors.length === 0
      ? ''
      : fill(w.shown, line.factors.map((factor) => w.factors[factor]).join(', ')),
    line.from === '' ? '' : fill(w.from, line.from),
    ...line.unusual.map((kind) => w.unusual[kind]),
  ].filter((part) => part !== '');
  const did = actionWord(line.action, words);
  return `${formatMoment(line.at, words)}  ${line.who} (${actor})  ${did}  ${about.join(' · ')}`.trimEnd();
}

/** An action in words; one of a later version stays as it is. */
export function actionWord(action: string, words: Words): string {
  return isKnown(action) ? words.audit.actions[action] : action;
}

function isKnown(action: string): action is AccessAction {
  return (ACCESS_ACTIONS as readonly string[]).includes(action);
}
