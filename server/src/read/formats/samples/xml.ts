import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(
    '<?xml version="1.0"?><e><p ipp="0084512"><nom>EXEMPLE</nom><n>1</n></p><p ipp="2"><nom>TESTARD</nom><n>2</n></p><fin>été &amp; hiver</fin></e>',
  ),
  texts: ['0084512', 'EXEMPLE', 'été & hiver'],
};
