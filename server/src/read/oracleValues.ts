import { trimEndOf } from '../text/trimEndOf.ts';

/** Oracle's NUMBER: an exponent to the base 100, then digits of that base; negative ones complemented and ended by 102. Null when it is none. */
export function oracleNumber(bytes: Uint8Array): string | null {
  if (bytes.length === 0 || bytes.length > 22) return null;
  const first = bytes[0]!;
  if (first === 0x80) return '0';
  const isPositive = first > 0x80;
  const exponent = isPositive ? first - 0xc1 : 0x3e - first;
  const rest = [...bytes.subarray(1)].filter(
    (byte, i, all) => isPositive || !(byte === 102 && i === all.length - 1),
  );
  const digits = rest.map((byte) => (isPositive ? byte - 1 : 101 - byte));
  if (digits.length === 0 || digits.some((digit) => digit < 0 || digit > 99)) return null;
  const pairs = digits.map((digit) => String(digit).padStart(2, '0')).join('');
  const whole = (exponent + 1) * 2;
  if (whole > 130 || whole < -130) return null;
  const padded =
    whole >= pairs.length ? pairs.padEnd(whole, '0') : whole <= 0 ? '0'.repeat(2 - whole) + pairs : pairs;
  const point = whole <= 0 ? 2 : whole;
  const fraction = trimEndOf(padded.slice(point), '0');
  const text = `${padded.slice(0, point).replace(/^0+(?=\d)/, '')}${fraction === '' ? '' : `.${fraction}`}`;
  return isPositive ? text : `-${text}`;
}

/** Oracle's DATE and TIMESTAMP: century and year plus 100, month, day, then hour, minute and second plus 1. Null when it is none. */
export function oracleDate(bytes: Uint8Array): string | null {
  if (bytes.length < 7) return null;
  const [century, year, month, day] = bytes as unknown as [number, number, number, number];
  if (century < 100 || year < 100 || year > 199 || month < 1 || month > 12 || day < 1 || day > 31)
    return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(century - 100)}${two(year - 100)}-${two(month)}-${two(day)}`;
  const time = [bytes[4]!, bytes[5]!, bytes[6]!].map((value) => two(value - 1)).join(':');
  return time === '00:00:00' ? date : `${date} ${time}`;
}
