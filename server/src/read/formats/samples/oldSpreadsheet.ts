import { type FormatSample, ROWS } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.slk',
  bytes: Buffer.from(
    [
      'ID;PWXL;N;E',
      ...ROWS.flatMap((cells, r) =>
        cells.map((text, c) => `C;Y${r + 1};X${c + 1};K"${text.replaceAll(';', ';;')}"`),
      ),
      'E',
      '',
    ].join('\r\n'),
    'latin1',
  ),
  texts: ['0084512\tEXEMPLE\t14/07/1984'],
};
