import { pdfFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = { file: 'a.pdf', bytes: pdfFile(TEXT), texts: TEXT };
