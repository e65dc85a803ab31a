import type { FormatSample } from './sample.ts';

const COLUMNS = [10, 12, 12, 10] as const;

function line(...cells: readonly string[]): string {
  return cells
    .map((cell, c) => cell.padEnd(COLUMNS[c]!))
    .join(' ')
    .trimEnd();
}

const RULER = COLUMNS.map((width) => '-'.repeat(width)).join(' ');

/** What SQL*Plus spools: a page ends after two rows, and the head comes again. */
export const sample: FormatSample = {
  file: 'spool.lst',
  bytes: Buffer.from(
    [
      '',
      line('IPP', 'NOM', 'PRENOM', 'DDN'),
      RULER,
      line('84000512', 'FANETTI', 'MARIE JOSE', '14/07/1984'),
      line('84000513', 'LE QUERNEC', '', '01/02/1990'),
      '',
      line('IPP', 'NOM', 'PRENOM', 'DDN'),
      RULER,
      line('84000514', 'TESTARD', 'LUC', '30/09/1962'),
      '',
      '3 rows selected.',
    ].join('\r\n'),
    'latin1',
  ),
  texts: ['84000512', 'FANETTI', 'MARIE JOSE', 'LE QUERNEC', '84000514', '30/09/1962', '3 rows selected.'],
};
