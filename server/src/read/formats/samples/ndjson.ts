import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.ndjson',
  bytes: Buffer.from('{"nom":"EXEMPLE","ipp":"0084512"}\n{"nom":"TESTARD"}\n'),
  texts: ['EXEMPLE', '0084512'],
};
