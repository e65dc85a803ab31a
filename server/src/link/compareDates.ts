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
