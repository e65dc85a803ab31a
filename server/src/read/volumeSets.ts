/** A set of volumes among the files of one folder: parts of one archive. */
export interface VolumeSet {
  /** The file that stands for the set: it holds all members. */
  readonly container: string;
  /** All files of the set that are there and follow each other, in the order of their bytes. */
  readonly volumes: readonly string[];
  /** Whether a volume is missing before or behind these, as far as their numbers tell. */
  readonly isBroken: boolean;
  /** Whether only the names of its neighbours speak for it ('xaa', 'xab'): then what lies in the files must be looked at. */
  readonly isGuess: boolean;
}

/** What a name says of a volume: the set that it belongs to, and its number there, from 0. */
interface VolumeName {
  readonly set: string;
  readonly number: number;
}

const GUESSED = 'guessed';
const ARCHIVES = '7z|zip|rar|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|cab|exe';
/** Ways in which programs name volumes. Names are in lower case. */
const NAMINGS: readonly ((name: string) => VolumeName | null)[] = [
  // a.part1.rar, a.part2.rar; the first may be a program.
  (name) => numbered(/^(.*)\.part(\d{1,5})\.(?:rar|exe)$/s.exec(name), 'part', 1),
  // a.7z.001, a.zip.002
  (name) => numbered(new RegExp(`^(.*\\.(?:${ARCHIVES}))\\.(\\d{3})$`, 's').exec(name), 'nnn', 1),
  // a.tar.gz.aa, a.tar.gz.ab (split)
  (name) => lettered(new RegExp(`^(.*\\.(?:${ARCHIVES}))\\.([a-z])([a-z])$`, 's').exec(name), 'aa'),
  // a.rar, a.r00, a.r01 … a.r99, a.s00
  oldRar,
  // a.z01, a.z02 … and a.zip behind them
  (name) => numbered(/^(.*)\.z(\d{2,3})$/s.exec(name), 'znn', 1),
  // a_aa, a_ab; xaa, xab (split as it names by itself)
  (name) => lettered(/^([^.]*)([a-z])([a-z])$/s.exec(name), GUESSED),
];

function numbered(match: RegExpExecArray | null, naming: string, first: number): VolumeName | null {
  return match === null ? null : { set: `${match[1]!}\0${naming}`, number: Number(match[2]) - first };
}

function lettered(match: RegExpExecArray | null, naming: string): VolumeName | null {
  if (match === null) return null;
  const [high, low] = [match[2]!, match[3]!].map((letter) => letter.charCodeAt(0) - 97);
  return { set: `${match[1]!}\0${naming}`, number: high! * 26 + low! };
}

function oldRar(name: string): VolumeName | null {
  const first = /^(.*)\.rar$/s.exec(name);
  if (first !== null) return { set: `${first[1]!}\0rnn`, number: 0 };
  const next = /^(.*)\.([r-y])(\d\d)$/s.exec(name);
  if (next === null) return null;
  return { set: `${next[1]!}\0rnn`, number: 1 + (next[2]!.charCodeAt(0) - 114) * 100 + Number(next[3]) };
}

function volumeNameOf(name: string): VolumeName | null {
  const lower = name.toLowerCase();
  for (const naming of NAMINGS) {
    const found = naming(lower);
    if (found !== null) return found;
  }
  return null;
}

/** Whether a file could belong to a set of volumes, going by its name. */
export function mayBeVolume(name: string): boolean {
  return volumeNameOf(name) !== null || /\.zip$/i.test(name);
}

/** Whether a name is that of a volume which says nothing on its own ('a.7z.002'). */
export function isFurtherVolume(name: string): boolean {
  const found = volumeNameOf(name);
  return found !== null && found.number > 0 && !isGuessed(found.set);
}

function isGuessed(set: string): boolean {
  return set.endsWith(`\0${GUESSED}`);
}

/**
 * The sets of volumes among the names of one folder. Each unbroken row of numbers is a set: where a volume is missing, what follows is a set
 * of its own, without its beginning. A file that is the whole of its set is no set.
 */
export function volumeSets(names: readonly string[]): VolumeSet[] {
  const rows = new Map<string, { number: number; name: string }[]>();
  for (const name of names) {
    const found = volumeNameOf(name);
    if (found === null) continue;
    const row = rows.get(found.set);
    if (row === undefined) rows.set(found.set, [{ number: found.number, name }]);
    else row.push({ number: found.number, name });
  }
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  return [...rows].flatMap(([set, row]) => {
    const isZip = set.endsWith('\0znn');
    const sets = setsOf(row, isZip, isZip ? byLowerCase.get(`${set.slice(0, -4)}.zip`) : undefined);
    if (!isGuessed(set)) return sets;
    return sets.filter(({ volumes }) => volumes.length > 1).map((found) => ({ ...found, isGuess: true }));
  });
}

function setsOf(
  row: { number: number; name: string }[],
  isZip: boolean,
  directory: string | undefined,
): VolumeSet[] {
  row.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
  const isWhole = row.every(({ number }, i) => number === i);
  // The directory of a split zip stands in its last volume, which therefore stands for the set.
  if (isZip && directory !== undefined)
    return [
      {
        container: directory,
        volumes: [...row.map(({ name }) => name), directory],
        isBroken: !isWhole,
        isGuess: false,
      },
    ];
  const isBroken = !isWhole || isZip;
  return unbroken(row)
    .map((volumes) => ({ container: volumes[0]!, volumes, isBroken, isGuess: false }))
    .filter(({ volumes }) => isBroken || volumes.length > 1);
}

/** Cuts a row where a number is missing or occurs twice. */
function unbroken(row: readonly { number: number; name: string }[]): string[][] {
  const runs: string[][] = [];
  row.forEach(({ number, name }, i) => {
    if (i > 0 && number === row[i - 1]!.number + 1) runs.at(-1)!.push(name);
    else runs.push([name]);
  });
  return runs;
}
