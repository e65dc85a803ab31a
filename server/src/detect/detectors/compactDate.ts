import { CLASS, OTHER } from '../../text/fold.ts';
import type { Detector } from '../detector.ts';

/** YYYYMMDD without a label, as programs write it ('19840714', '19360000' where day and month are unknown); numbers of the register go before. */
export const compactDate: Detector = {
  kind: 'date',
  digits: { min: 8, max: 40 },
  detect(context, { start, end }) {
    const { bytes } = context;
    if (end - start !== 8 || CLASS[bytes[start - 1] ?? 0] !== OTHER || CLASS[bytes[end] ?? 0] !== OTHER)
      return null;
    const value = context.text(start, end);
    const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(4, 6)), Number(value.slice(6))];
    if (year < 1890 || year > 2050 || month > 12 || day > 31 || (month === 0 && day !== 0)) return null;
    return { kind: 'date', start, end, value, confidence: 0.5, labelled: false };
  },
};
