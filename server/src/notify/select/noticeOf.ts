import type { CampaignSettings, Flag } from '@constat/contract/campaign.ts';
import type { PlainDate } from '../../columns/parseBirthDate.ts';
import { certaintyOf } from '../../exposure/personLines.ts';
import type { Patient } from '../../patients/patient.ts';
import type { NoticeContent, NoticeLanguage, NoticeVersion } from '../noticeContent.ts';
import { civilityOf, hasSecondHolder, isRepresented, letterTo } from './letterTo.ts';
import type { ExposedPerson } from './loadPersons.ts';
import type { PersonFacts, Verdict } from './selectionRules.ts';

/** An address that a mail server can take: one at sign, a domain with a dot, nothing that would have to be quoted. */
const EMAIL = /^[^\s@"<>(),:;\\[\]]{1,64}@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/i;

/** The register's patient who is taken for a person: the first whose address can be written, else the first. Who stands for him may be known under another number. */
export function patientOf({ patients }: ExposedPerson): Patient | null {
  const fit = patients.find((patient) => typeof letterTo(patient, 'person') !== 'string');
  const taken = fit ?? patients[0];
  if (taken === undefined) return null;
  const known = [taken, ...patients].flatMap(({ representatives }) => representatives);
  const once = [...Map.groupBy(known, ({ standing }) => standing).values()].map(([first]) => first!);
  return { ...taken, representatives: once };
}

/** Whether an e-mail address could be written to. */
export function isEmail(address: string): boolean {
  return address.length <= 254 && EMAIL.test(address);
}

/** What the rules ask of a person. The places are judged by whoever knows who lives there. */
export function factsOf(
  person: ExposedPerson,
  settings: CampaignSettings,
  known: Pick<PersonFacts, 'flags' | 'hasOwnEmail' | 'seats'>,
): PersonFacts {
  const patient = patientOf(person);
  return {
    ...known,
    certainty: certaintyOf(person.probability),
    inRegister: patient !== null,
    deceased: person.patients.some(({ deathDate }) => deathDate !== null),
    age: ageOf(person, settings.day),
    hasGuardian: patient !== null && isRepresented(patient, 'guardian'),
    hasCurator: patient !== null && isRepresented(patient, 'curator'),
    hasSecondHolder: patient !== null && hasSecondHolder(patient),
  };
}

/** Whole years on a day (YYYY-MM-DD), of the patient who is said to be youngest; an unknown month or day counts for the younger age. */
export function ageOf({ patients }: ExposedPerson, day: string): number | null {
  const dates = patients.flatMap(({ birthDate }) => (birthDate === null ? [] : [lastDay(birthDate)]));
  if (dates.length === 0) return null;
  return Math.floor((Number(day.replaceAll('-', '')) - Math.max(...dates)) / 10_000);
}

function lastDay({ year, month, day }: PlainDate): number {
  return year * 10_000 + (month || 12) * 100 + (day || 31);
}

/** What the notice of a person says, its code and sheet given. */
export function contentOf(
  person: ExposedPerson,
  verdict: Extract<Verdict, { state: 'planned' }>,
  chosen: {
    readonly language: NoticeLanguage;
    readonly version: NoticeVersion;
    readonly code: string;
    readonly sheet: string;
    readonly unlisted?: boolean | undefined;
  },
): NoticeContent {
  const patient = patientOf(person)!;
  const block = verdict.channel === 'letter' ? letterTo(patient, verdict.seat) : [];
  if (typeof block === 'string') throw new Error(`selected although the address is ${block}`);
  return {
    language: chosen.language,
    version: chosen.version,
    variant: verdict.variant,
    civility: civilityOf(patient),
    concerned: nameOf(patient),
    addressBlock: block,
    exposed: person.exposed,
    notFound: person.notFound,
    certain: certaintyOf(person.probability) === 'certain',
    code: chosen.code,
    ...(chosen.unlisted === true ? { unlisted: true } : {}),
    sheet: verdict.channel === 'letter' ? chosen.sheet : '',
  };
}

/** 'Jeanne TESTARD' */
export function nameOf({ givenNames, usageName, birthName }: Patient): string {
  const given = givenNames[0] ?? '';
  const written = given === given.toLocaleUpperCase('fr') ? capitals(given) : given;
  return `${written} ${(usageName || birthName).toLocaleUpperCase('fr')}`.trim();
}

function capitals(name: string): string {
  return name
    .toLocaleLowerCase('fr')
    .replace(
      /(^|[-' ’])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toLocaleUpperCase('fr'),
    );
}

/** Language and version of a person: as flagged, else as the campaign has them. */
export function wordingOf(
  flags: ReadonlySet<Flag>,
  settings: CampaignSettings,
): { language: NoticeLanguage; version: NoticeVersion } {
  const language = flags.has('english') ? 'en' : flags.has('french') ? 'fr' : settings.language;
  const versions: readonly NoticeVersion[] = ['easy_read', 'large_print', 'plain'];
  return { language, version: versions.find((version) => flags.has(version)) ?? settings.version };
}
