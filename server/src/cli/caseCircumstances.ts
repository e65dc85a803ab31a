import { CaseError } from '../case/caseError.ts';
import {
  AVAILABILITY,
  CONFIDENTIALITY,
  INTEGRITY,
  loadCircumstances,
  saveCircumstances,
  type StatedCircumstances,
} from '../exposure/circumstances.ts';
import { describeCircumstances } from '../languages/describeCircumstances.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, oneOf, UsageError } from './command.ts';

/** Somewhere on earth it is tomorrow already. */
const AHEAD_MS = 14 * 3_600_000;

export const caseCircumstances: Command = {
  name: 'case circumstances',
  positionals: [],
  options: {
    case: CASE_OPTION,
    date: { value: 'YYYY-MM-DD', help: { fr: 'date du vol', en: 'date of the theft' } },
    confidentiality: {
      value: CONFIDENTIALITY.join('|'),
      help: {
        fr: 'données exposées sans preuve d’accès, connues de destinataires identifiés, ou publiées',
        en: 'data at risk without proof of access, with known recipients, or published',
      },
    },
    integrity: {
      value: INTEGRITY.join('|'),
      help: {
        fr: 'données intactes, altérées mais récupérables, ou altérées sans retour',
        en: 'data intact, altered but recoverable, or altered for good',
      },
    },
    availability: {
      value: AVAILABILITY.join('|'),
      help: {
        fr: 'données disponibles, un temps indisponibles, ou perdues',
        en: 'data available, unavailable for a time, or lost',
      },
    },
    intent: { value: 'yes|no', help: { fr: 'acte malveillant', en: 'malicious act' } },
  },
  help: {
    fr: 'Dit ce qui s’est passé, pour la gravité selon l’ENISA (sans option : affiche). Au départ : un vol malveillant, données publiées.',
    en: 'States what happened, for the severity after ENISA (without options: shows it). At first: a malicious theft, data published.',
  },
  examples: [
    'constat case circumstances --case /srv/constat/hopital --date 2022-08-21 --availability interrupted',
  ],
  async run({ value, words, out }) {
    const change = readChange(value);
    const open = await openCase(value('case'));
    try {
      const stated = { ...(await loadCircumstances(open.database)), ...change };
      if (Object.keys(change).length > 0) await saveCircumstances(open.database, stated);
      out.write(`${describeCircumstances(stated, words)}\n`);
    } finally {
      await open.close();
    }
  },
};

function readChange(value: (name: string) => string): Partial<StatedCircumstances> {
  const date = value('date');
  if (date !== '' && !isDate(date)) throw new UsageError('not_a_date', '--date', date);
  if (date !== '' && Date.parse(date) > Date.now() + AHEAD_MS) throw new CaseError('date_in_future', date);
  const intent = value('intent');
  if (intent !== '') oneOf('--intent', intent, ['yes', 'no']);
  const confidentiality = degreeOf('confidentiality', CONFIDENTIALITY, value);
  const integrity = degreeOf('integrity', INTEGRITY, value);
  const availability = degreeOf('availability', AVAILABILITY, value);
  return {
    ...(date === '' ? {} : { breachDate: date }),
    ...(confidentiality === null ? {} : { confidentiality }),
    ...(integrity === null ? {} : { integrity }),
    ...(availability === null ? {} : { availability }),
    ...(intent === '' ? {} : { malice: intent === 'yes' ? (2 as const) : (0 as const) }),
  };
}

/** Which of three degrees an option names; null when it was not given. */
function degreeOf(
  option: string,
  degrees: readonly string[],
  value: (name: string) => string,
): 0 | 1 | 2 | null {
  const given = value(option);
  if (given === '') return null;
  return degrees.indexOf(oneOf(`--${option}`, given, degrees)) as 0 | 1 | 2;
}

/** A day of the calendar. */
function isDate(text: string): boolean {
  const date = new Date(text);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}
