import { docxFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = { file: 'a.docx', bytes: await docxFile(TEXT), texts: TEXT };
