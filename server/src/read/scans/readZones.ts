import type { TextLine } from './arrangeLines.ts';

/** What the machine-readable lines of an identity document say (ICAO 9303; the French identity card of 1988 to 2021 has lines of its own). */
interface Holder {
  readonly surname: string;
  readonly givenNames: string;
  /** DDMMYY as DD/MM/YY; '' where its check digit is wrong. */
  readonly birth: string;
  /** Kind and number of the document. */
  readonly document: string;
}

/** Adds what machine-readable lines say in words, behind them: name, given names, birth date, number. */
export function readZones(lines: readonly TextLine[]): TextLine[] {
  const out: TextLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    const zone = lines.slice(i, i + 3).map(({ text }) => zoneText(text));
    const found = zone[0] === '' ? null : (oldCard(zone) ?? passport(zone) ?? newCard(zone));
    out.push(lines[i]!);
    if (found === null) continue;
    out.push(...lines.slice(i + 1, i + found.lines), ...inWords(found.holder, lines[i]!));
    i += found.lines - 1;
  }
  return out;
}

/** Whether a text looks like a machine-readable line: capitals, digits and filling signs. */
export function isZoneLike(text: string): boolean {
  return zoneText(text) !== '';
}

const SHORTEST = 26;

/** The line as it was printed; '' where it is none. Double brackets are read for two filling signs. */
function zoneText(text: string): string {
  const zone = text.replaceAll('«', '<<').replaceAll('‹', '<').replace(/\s+/g, '').toUpperCase();
  const fillers = zone.split('<').length - 1;
  return zone.length >= SHORTEST && zone.length <= 60 && fillers >= 2 && /^[A-Z0-9<]+$/.test(zone)
    ? zone
    : '';
}

type Found = { readonly lines: number; readonly holder: Holder } | null;

/** Two lines of 36: IDFRA and the surname; number, given names, birth date and sex. */
function oldCard([first = '', second = '']: readonly string[]): Found {
  const names = /^[I1]DFRA([A-Z<]{2,25})/.exec(asLetters(first.slice(0, 30)));
  const data = /^([0-9A-Z]{12})[0-9A-Z]([A-Z0-9<]{1,14})([0-9A-Z]{6}[0-9A-Z])[MF<][0-9A-Z]$/.exec(second);
  if (names === null || data === null) return null;
  const number = asDigits(data[1]!);
  return {
    lines: 2,
    holder: {
      surname: spaced(names[1]!),
      givenNames: spaced(asLetters(data[2]!)),
      birth: birthOf(data[3]!),
      document: `Carte nationale d'identité n° ${number}`,
    },
  };
}

/** Two lines of 44: P, country and names; number, nationality, birth date, sex. */
function passport([first = '', second = '']: readonly string[]): Found {
  const names = /^P[A-Z<][A-Z<]{3}([A-Z]+(?:<[A-Z]+)*)<<([A-Z<]*)$/.exec(asLetters(first));
  const data = /^([A-Z0-9<]{9})[0-9A-Z<][A-Z0-9<]{3}([0-9A-Z]{7})[MFX<]/.exec(second);
  if (names === null || data === null) return null;
  return {
    lines: 2,
    holder: {
      surname: spaced(names[1]!),
      givenNames: spaced(names[2]!.split('<<')[0]!),
      birth: birthOf(data[2]!),
      document: `Passeport n° ${data[1]!.replaceAll('<', '')}`,
    },
  };
}

/** Three lines of 30: kind, country and number; birth date, sex, nationality; names. */
function newCard([first = '', second = '', third = '']: readonly string[]): Found {
  const data = /^[ACI1][A-Z<][A-Z0<]{3}([A-Z0-9<]{9})/.exec(first);
  const dates = /^([0-9A-Z]{7})[MFX<][0-9A-Z]{7}[A-Z0<]{3}/.exec(second);
  const names = /^([A-Z]+(?:<[A-Z]+)*)<<([A-Z<]*)$/.exec(asLetters(third));
  if (data === null || dates === null || names === null) return null;
  return {
    lines: 3,
    holder: {
      surname: spaced(names[1]!),
      givenNames: spaced(names[2]!.split('<<')[0]!),
      birth: birthOf(dates[1]!),
      document: `Carte nationale d'identité n° ${data[1]!.replaceAll('<', '')}`,
    },
  };
}

/** YYMMDD and its check digit. */
function birthOf(text: string): string {
  const date = asDigits(text);
  const isRight = /^\d{7}$/.test(date) && checkDigit(date.slice(0, 6)) === Number(date[6]);
  return isRight ? `${date.slice(4, 6)}/${date.slice(2, 4)}/${date.slice(0, 2)}` : '';
}

/** Weights 7, 3, 1; letters from A = 10, filling signs 0 (ICAO 9303-3, 4.9). */
export function checkDigit(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++)
    sum += (text[i] === '<' ? 0 : parseInt(text[i]!, 36)) * [7, 3, 1][i % 3]!;
  return sum % 10;
}

function spaced(names: string): string {
  return names.replace(/<+/g, ' ').trim();
}

/** Only letters stand where names do, only digits where dates do. */
function asLetters(text: string): string {
  return text.replace(/[01568]/g, (digit) => ({ 0: 'O', 1: 'I', 5: 'S', 6: 'G', 8: 'B' })[digit]!);
}

function asDigits(text: string): string {
  return text.replace(/[OQDILZSGB]/g, (letter) => '000112568'['OQDILZSGB'.indexOf(letter)]!);
}

function inWords({ surname, givenNames, birth, document }: Holder, place: TextLine): TextLine[] {
  const texts = [
    `Nom : ${surname}`,
    ...(givenNames === '' ? [] : [`Prénoms : ${givenNames}`]),
    ...(birth === '' ? [] : [`Né(e) le : ${birth}`]),
    document,
  ];
  return texts.map((text) => ({ ...place, text }));
}
