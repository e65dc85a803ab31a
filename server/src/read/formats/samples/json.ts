import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.json',
  bytes: Buffer.from(
    JSON.stringify({ patients: [{ nom: 'EXEMPLE', id: { ipp: '0084512' } }, { nom: 'TESTARD' }] }),
  ),
  texts: ['EXEMPLE', '0084512', 'id.ipp'],
};
