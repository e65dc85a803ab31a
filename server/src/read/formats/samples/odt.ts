import { odtFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = { file: 'a.odt', bytes: await odtFile(TEXT), texts: TEXT };
