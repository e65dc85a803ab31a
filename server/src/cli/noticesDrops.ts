import { basename, resolve } from 'node:path';
import { dropSettingsSchema } from '@constat/contract/dropPlan.ts';
import { readConfiguration } from '../case/caseFolder.ts';
import type { Database } from '../database/database.ts';
import { readInputFile } from '../exposure/inputFile.ts';
import { fill } from '../languages/words.ts';
import { type DropPlan, type DropSettings, USUAL_SETTINGS } from '../notify/drops/dropPlan.ts';
import { forgetPlan, keepPlan, plannedByRank } from '../notify/drops/keptPlan.ts';
import { planDrops } from '../notify/drops/planDrops.ts';
import { parseObserved, parsePlan } from '../notify/drops/planFile.ts';
import { planPage } from '../notify/drops/planPage.ts';
import { planCsv, planText } from '../notify/drops/planText.ts';
import { replan } from '../notify/drops/replan.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { writePage } from './summary.ts';

const FORMATS = ['text', 'csv', 'json'];

export const noticesDrops: Command = {
  name: 'notices drops',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'letters': {
      value: 'N[,N…]',
      help: {
        fr: 'lettres par rang, les plus urgentes d’abord (sinon les courriers prévus de l’affaire)',
        en: 'letters by rank, the most urgent first (else the planned letters of the case)',
      },
    },
    'start': {
      value: 'YYYY-MM-DD',
      help: { fr: 'premier jour de remise à la poste', en: 'first day of hand-over to the post' },
    },
    'agents': {
      value: 'N[,N…]',
      help: {
        fr: 'agents au téléphone : un nombre pour lundi à vendredi, ou sept (lundi à dimanche)',
        en: 'agents at the telephone: one number for Monday to Friday, or seven (Monday to Sunday)',
      },
    },
    'hours': {
      value: 'N',
      help: { fr: 'heures d’ouverture par jour (sinon 9)', en: 'hours open a day (else 9)' },
    },
    'handling': {
      value: 'SECONDS',
      help: {
        fr: 'durée d’un appel, suites comprises (sinon 480)',
        en: 'length of a call with what follows it (else 480)',
      },
    },
    'busiest-hour': {
      value: 'SHARE',
      help: {
        fr: 'part de l’heure la plus chargée (sinon 0.15)',
        en: 'share of the busiest hour (else 0.15)',
      },
    },
    'occupancy': {
      value: 'SHARE',
      help: { fr: 'temps parlé au plus (sinon 0.85)', en: 'time talking at most (else 0.85)' },
    },
    'service': {
      value: 'SHARE/SECONDS',
      help: { fr: 'appels à prendre à temps (sinon 0.8/60)', en: 'calls to answer in time (else 0.8/60)' },
    },
    'rate': {
      value: 'SHARE',
      help: {
        fr: 'appels le jour de l’arrivée, par lettre (sinon 0.0089)',
        en: 'calls on the day of arrival for each letter (else 0.0089)',
      },
    },
    'decay': {
      value: 'SHARE',
      help: {
        fr: 'part des appels d’un jour au suivant (sinon 0.85)',
        en: 'share of calls from one day to the next (else 0.85)',
      },
    },
    'other-calls': {
      value: 'N',
      help: { fr: 'appels par jour sans lettre (sinon 0)', en: 'calls a day without a letter (else 0)' },
    },
    'delay': {
      value: 'DAYS',
      help: { fr: 'jours de poste (sinon 3)', en: 'days of post (else 3)' },
    },
    'pilot': {
      value: 'N',
      help: {
        fr: 'lettres de l’envoi d’essai (sinon 500, 0 sans)',
        en: 'letters of the pilot drop (else 500, 0 for none)',
      },
    },
    'largest': {
      value: 'N',
      help: { fr: 'lettres par envoi au plus', en: 'letters of a drop at most' },
    },
    'limit': {
      value: 'DAYS',
      help: { fr: 'délai à ne pas dépasser (sinon 30)', en: 'days not to be exceeded (else 30)' },
    },
    'alsace-moselle': {
      help: { fr: 'jours fériés d’Alsace et de Moselle aussi', en: 'holidays of Alsace and Moselle too' },
    },
    'replan': {
      value: 'PLAN.json',
      help: { fr: 'plan en cours, à reprendre', en: 'plan under way, to be made anew' },
    },
    'observed': {
      value: 'CALLS.csv',
      help: { fr: 'appels comptés (arrived;day;calls)', en: 'calls that were counted (arrived;day;calls)' },
    },
    'from': {
      value: 'YYYY-MM-DD',
      help: { fr: 'reprend le plan à partir de ce jour', en: 'plans anew from this day on' },
    },
    'keep': {
      help: {
        fr: 'garde le plan : « notices build » et « notices hand-over » le suivent',
        en: 'keeps the plan: "notices build" and "notices hand-over" follow it',
      },
    },
    'forget': { help: { fr: 'abandonne le plan gardé', en: 'gives the kept plan up' } },
    'format': {
      value: 'text|csv|json',
      help: { fr: 'forme de la sortie (sinon text)', en: 'form of what is printed (else text)' },
    },
    'html': { value: 'FILE', help: { fr: 'écrit la page à imprimer', en: 'writes the page to print' } },
  },
  help: {
    fr: 'Répartit les lettres sur les jours pour que l’accueil téléphonique puisse répondre : lettres par jour, appels attendus, agents nécessaires, attente. Avec --replan et --observed, apprend des appels comptés et reprend la suite du plan. Avec --keep, chaque lot est celui du prochain envoi et part à son jour.',
    en: 'Spreads letters over days so that the hotline can answer: letters a day, calls expected, agents needed, waiting. With --replan and --observed it learns from the calls that were counted and plans the rest anew. With --keep, each batch is that of the next drop, and leaves on its day.',
  },
  examples: [
    'constat notices drops --case /srv/constat/hopital --start 2026-11-30 --agents 20 --keep',
    'constat notices drops --case /srv/constat/hopital --letters 2000,20000,78000 --start 2026-11-30 --agents 20 --html envois.html',
    'constat notices drops --case /srv/constat/hopital --letters 50000 --start 2026-11-30 --agents 12,12,12,12,12,4,0 --format json',
    'constat notices drops --case /srv/constat/hopital --replan plan.json --observed appels.csv --from 2026-12-14 --format json',
  ],
  async run(invocation) {
    const { value, flag, words, out } = invocation;
    const format = value('format') === '' ? 'text' : value('format');
    if (!FORMATS.includes(format))
      throw new UsageError('not_allowed', '--format', format, FORMATS.join(', '));
    if (flag('forget')) {
      await changeKept(invocation, forgetPlan);
      out.write(`${words.drops.forgotten}\n`);
      return;
    }
    const { name } = await readConfiguration(resolve(value('case')));
    const plan =
      value('replan') === '' ? planDrops(await readSettings(invocation)) : await readReplan(invocation);
    if (flag('keep')) await changeKept(invocation, (database) => keepPlan(database, plan));
    if (value('html') !== '') await writePage(value('html'), planPage(plan, name, words));
    if (format === 'csv') out.write(planCsv(plan));
    else if (format === 'json') out.write(`${JSON.stringify(plan, null, 2)}\n`);
    else out.write(planText(plan, words));
    if (value('html') !== '' && format === 'text') out.write(`${fill(words.drops.written, value('html'))}\n`);
    if (flag('keep') && format === 'text') out.write(`${words.drops.kept}\n`);
  },
};

/** Keeps or forgets a plan, on record. */
async function changeKept(
  { value }: Invocation,
  change: (database: Database) => Promise<void>,
): Promise<void> {
  const open = await openCase(value('case'));
  try {
    await putOnRecord(open, { action: 'notices_planned' });
    await change(open.database);
  } finally {
    await open.close();
  }
}

/** Letters by rank: as typed, else those that are planned in the case. */
async function lettersOf({ value }: Invocation): Promise<number[]> {
  if (value('letters') !== '') return numbersOf(value('letters'));
  const open = await openCase(value('case'));
  try {
    return await plannedByRank(open.database);
  } finally {
    await open.close();
  }
}

async function readReplan({ value }: Invocation): Promise<DropPlan> {
  if (value('from') === '') throw new UsageError('option_missing', '--from YYYY-MM-DD');
  if (!isDay(value('from'))) throw new UsageError('not_a_date', '--from', value('from'));
  const plan = parsePlan(await readInputFile(value('replan')), basename(value('replan')));
  const observed =
    value('observed') === ''
      ? []
      : parseObserved(await readInputFile(value('observed')), basename(value('observed')));
  return replan(plan, observed, value('from'));
}

function isDay(text: string): boolean {
  return dropSettingsSchema.shape.start.safeParse(text).success;
}

async function readSettings(invocation: Invocation): Promise<DropSettings> {
  const { value, flag } = invocation;
  const agents = numbersOf(value('agents'));
  const [level, within] = value('service').split('/');
  const given = {
    letters: await lettersOf(invocation),
    start: value('start'),
    agents: agents.length === 1 ? [...Array<number>(5).fill(agents[0]!), 0, 0] : agents,
    ...optional('hours', value('hours')),
    ...optional('handling', value('handling')),
    ...optional('busiestHour', value('busiest-hour')),
    ...optional('occupancy', value('occupancy')),
    ...optional('serviceLevel', level!),
    ...(value('service') === '' ? {} : { within: Number(within) }),
    ...optional('rate', value('rate')),
    ...optional('decay', value('decay')),
    ...optional('otherCalls', value('other-calls')),
    ...optional('delay', value('delay')),
    ...optional('pilot', value('pilot')),
    ...optional('largest', value('largest')),
    ...optional('limit', value('limit')),
    alsaceMoselle: flag('alsace-moselle'),
  };
  const parsed = dropSettingsSchema.safeParse({ ...USUAL_SETTINGS, ...given });
  if (parsed.success) return parsed.data;
  const option =
    OPTION_NAMES[String(parsed.error.issues[0]!.path[0])] ?? String(parsed.error.issues[0]!.path[0]);
  if (value(option) === '') throw new UsageError('option_missing', `--${option}`);
  throw new UsageError(option === 'start' ? 'not_a_date' : 'not_usable', `--${option}`, value(option));
}

const OPTION_NAMES: Readonly<Record<string, string>> = {
  busiestHour: 'busiest-hour',
  otherCalls: 'other-calls',
  serviceLevel: 'service',
  within: 'service',
};

/** Numbers with commas between them; NaN for what is none, which the schema refuses. */
function numbersOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : NaN));
}

function optional(name: string, text: string): Record<string, number> {
  return text === '' ? {} : { [name]: Number(text) };
}
