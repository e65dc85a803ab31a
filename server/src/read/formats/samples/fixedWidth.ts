import type { FormatSample } from './sample.ts';

/** VID-HOSP: an insured woman, and her son with her number; 436 characters. */
function line(birthDate: string, sex: string, stay: string, own: string, ipp: string): string {
  const head = `2840791228999530110${birthDate}${sex}${stay.padEnd(20)}V014910999994${own.padEnd(15)}`;
  return `${head.padEnd(353)}${ipp.padEnd(20)}`.padEnd(436);
}

export const sample: FormatSample = {
  file: 'vidhosp.txt',
  bytes: Buffer.from(
    [
      line('14071984', '2', '220014578', '284079122899953', '0084512'),
      line('14072014', '1', '220014579', '', '0084513'),
    ].join('\r\n'),
  ),
  texts: ['2840791228999', '14071984', '14072014', '0084512', '220014579'],
};
