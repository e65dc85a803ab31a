/** A day as YYYY-MM-DD; days are counted in whole days, without a time zone. */
export type Day = string;

const MS = 86_400_000;

/** Days since 1 January 1970. */
export function dayNumber(day: Day): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / MS);
}

/** The day of a number. */
export function dayOf(number: number): Day {
  return new Date(number * MS).toISOString().slice(0, 10);
}

/** 0 Monday to 6 Sunday. */
export function weekday(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

/** Easter Sunday by the Gregorian rule (Meeus, Astronomical Algorithms, chapter 8). */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return dayNumber(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  );
}

/** Fixed French public holidays (code du travail L.3133-1), and what is added in Alsace and Moselle (L.3134-13). */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Days from Easter: Monday, Ascension, Whit Monday. */
const MOVABLE = [1, 39, 50];

const known = new Map<number, boolean>();

/** Whether a day is a public holiday in France. */
export function isHoliday(number: number, isAlsaceMoselle: boolean): boolean {
  const key = number * 2 + (isAlsaceMoselle ? 1 : 0);
  const answer = known.get(key) ?? reckonHoliday(number, isAlsaceMoselle);
  known.set(key, answer);
  return answer;
}

function reckonHoliday(number: number, isAlsaceMoselle: boolean): boolean {
  const day = dayOf(number);
  const fromEaster = number - easterOf(Number(day.slice(0, 4)));
  if (FIXED.includes(day.slice(5)) || MOVABLE.includes(fromEaster)) return true;
  return isAlsaceMoselle && (fromEaster === -2 || day.endsWith('-12-26'));
}

/** Whether letters are delivered: Monday to Saturday, not on holidays. */
export function isPostDay(number: number, isAlsaceMoselle: boolean): boolean {
  return weekday(number) !== 6 && !isHoliday(number, isAlsaceMoselle);
}

/** The latest day on which a letter may leave to arrive on a day, with a way of so many days of post. */
export function departureFor(arrival: number, delay: number, isAlsaceMoselle: boolean): number {
  let day = arrival;
  for (let left = delay; left > 0;) if (isPostDay(--day, isAlsaceMoselle)) left--;
  return day;
}
