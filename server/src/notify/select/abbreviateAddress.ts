/** Kinds of streets with the short forms of NF Z10-011 (annex) and what people write. */
const STREET_KINDS: readonly (readonly [string, string, readonly string[]])[] = [
  ['ALLEE', 'ALL', ['ALLEES', 'AL']],
  ['AVENUE', 'AV', ['AVE']],
  ['BOULEVARD', 'BD', ['BVD', 'BLD', 'BOUL']],
  ['CHEMIN', 'CHE', ['CHEM', 'CH']],
  ['COURS', 'CRS', []],
  ['ESPLANADE', 'ESP', []],
  ['FAUBOURG', 'FG', ['FBG']],
  ['IMPASSE', 'IMP', []],
  ['LOTISSEMENT', 'LOT', []],
  ['MONTEE', 'MTE', []],
  ['PASSAGE', 'PAS', ['PASS']],
  ['PLACE', 'PL', []],
  ['PROMENADE', 'PROM', []],
  ['QUAI', 'QU', []],
  ['QUARTIER', 'QUA', ['QRT']],
  ['RESIDENCE', 'RES', []],
  ['ROUTE', 'RTE', []],
  ['RUE', 'R', []],
  ['RUELLE', 'RLE', []],
  ['SENTIER', 'SEN', ['SENTE']],
  ['SQUARE', 'SQ', []],
  ['TRAVERSE', 'TRA', []],
  ['VILLA', 'VLA', []],
  ['VOIE', 'VOI', []],
];

/** Titles, shortened before other words are. */
const TITLES: readonly (readonly [string, string])[] = [
  ['GENERAL', 'GAL'],
  ['MARECHAL', 'MAL'],
  ['DOCTEUR', 'DR'],
  ['PRESIDENT', 'PDT'],
  ['PROFESSEUR', 'PR'],
  ['CAPITAINE', 'CPT'],
  ['COLONEL', 'COL'],
  ['COMMANDANT', 'CDT'],
  ['LIEUTENANT', 'LT'],
  ['SAINTE', 'STE'],
  ['SAINT', 'ST'],
  ['NOTRE DAME', 'ND'],
];

const LONG_FORM = new Map(
  STREET_KINDS.flatMap(([long, short, others]) => [long, short, ...others].map((word) => [word, long])),
);
const SHORT_FORM = new Map(STREET_KINDS.map(([long, short]) => [long, short]));
const LINE = 38;

/** A street with its kind written out ('AV DES FLEURS' as 'AVENUE DES FLEURS'); null where it begins with no kind of street. */
export function expandStreet(label: string): string | null {
  const space = label.indexOf(' ');
  const first = space < 0 ? label : label.slice(0, space);
  const kind = LONG_FORM.get(first);
  return kind === undefined || space < 0 ? null : `${kind}${label.slice(space)}`;
}

/**
 * A line of number and street that is longer than 38 characters, shortened in the order of NF Z10-011: kind of street, titles, then words from the left except
 * the last two. Number and last word stay. May still be too long.
 */
export function abbreviateStreet(line: string): string {
  if (line.length <= LINE) return line;
  const { number, words } = parseLine(line);
  const steps: (() => void)[] = [
    () => (words[0] = SHORT_FORM.get(words[0]!) ?? words[0]!),
    ...TITLES.map(
      ([long, short]) =>
        () =>
          replaceTitle(words, long, short),
    ),
    ...words.map((_, i) => () => shorten(words, i)),
  ];
  for (const step of steps) {
    step();
    const written = [number, ...words].filter((word) => word !== '').join(' ');
    if (written.length <= LINE) return written;
  }
  return [number, ...words].filter((word) => word !== '').join(' ');
}

function parseLine(line: string): { number: string; words: string[] } {
  const numbered = /^(\d{1,4}(?: [A-Z](?= ))?) (.+)$/.exec(line);
  return numbered === null
    ? { number: '', words: line.split(' ') }
    : { number: numbered[1]!, words: numbered[2]!.split(' ') };
}

function replaceTitle(words: string[], long: string, short: string): void {
  const parts = long.split(' ');
  for (let i = 1; i + parts.length < words.length; i++)
    if (parts.every((part, k) => words[i + k] === part)) words.splice(i, parts.length, short);
}

/** The word's first letter, unless it is the kind of street or one of the last two words. */
function shorten(words: string[], i: number): void {
  if (i > 0 && i < words.length - 2) words[i] = words[i]![0]!;
}

/** Postcode and town within 38 characters: SAINT and SAINTE are shortened where the line is too long. May still be too long. */
export function abbreviateTown(postcode: string, town: string): string {
  const line = `${postcode} ${town}`;
  if (line.length <= LINE) return line;
  return `${postcode} ${town.replace(/\bSAINTE\b/g, 'STE').replace(/\bSAINT\b/g, 'ST').replace(/\bSUR\b/g, 'S')}`; // prettier-ignore
}
