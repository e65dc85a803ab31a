/** How two dates YYYYMMDD (00 for unknown parts) agree. */
export type DateAgreement = 'equal' | 'month' | 'year' | 'similar' | 'differs';

const year = (date: number): number => Math.floor(date / 10_000);
const month = (date: number): number => Math.floor(date / 100) % 100;
const day = (date: number): number => date % 100;

/** Compares a written birth date with the register's (identifiers.md 9.3). `shortYear`: the written year had two digits. */
export function compareDates(written: number, registered: number, shortYear: boolean): DateAgreement {
  const sameYear = shortYear
    ? year(written) % 100 === year(registered) % 100
    : year(written) === year(registered);
  if (sameYear && agreeWithin(written, registered)) return precision(written, registered);
  return oneSlip(written, registered, sameYear) ? 'similar' : 'differs';
}

function agreeWithin(a: number, b: number): boolean {
  const months = month(a) === 0 || month(b) === 0 || month(a) === month(b);
  const days = day(a) === 0 || day(b) === 0 || day(a) === day(b);
  return months && days;
}

function precision(a: number, b: number): DateAgreement {
  if (month(a) === 0 || month(b) === 0) return 'year';
  return day(a) === 0 || day(b) === 0 ? 'month' : 'equal';
}

/** Day and month exchanged, or exactly one digit different, or two neighbouring digits exchanged. */
function oneSlip(a: number, b: number, sameYear: boolean): boolean {
  if (sameYear && day(a) === month(b) && month(a) === day(b)) return true;
  if (a === b) return false;
  let x = a;
  let y = b;
  while (x % 10 === y % 10) {
    x = tens(x);
    y = tens(y);
  }
  if (tens(x) === tens(y)) return true;
  return x % 10 === tens(y) % 10 && y % 10 === tens(x) % 10 && tens(tens(x)) === tens(tens(y));
}

const tens = (number: number): number => Math.floor(number / 10);

/** Days between two dates of which it can still be an error that one stands for the other: a year and a month. */
const NEAR_DAYS = 400;
/** The same where the decade is wrong besides. */
const NEAR_DAYS_OF_DECADE = 45;
const DECADE_DAYS = 3653;

/** Whether two whole dates that are no slip apart are at least near: within a year and a month, or within six weeks but for a decade. Two errors in one date look so. */
export function isNearDate(a: number, b: number): boolean {
  const years = Math.abs(year(a) - year(b));
  const isFar = years > 2 && (years < 9 || years > 11);
  if (isFar || a % 100 === 0 || b % 100 === 0) return false;
  const apart = Math.abs(daysOf(a) - daysOf(b));
  return apart <= NEAR_DAYS || Math.abs(apart - DECADE_DAYS) <= NEAR_DAYS_OF_DECADE;
}

/** Days since the year 0, to within two. */
function daysOf(date: number): number {
  return year(date) * 365.25 + (month(date) - 1) * 30.44 + day(date);
}
