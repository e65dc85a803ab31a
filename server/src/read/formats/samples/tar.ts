import { gunzipSync } from 'node:zlib';
import { tarGzFile, textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const packed = tarGzFile([{ name: 'dossier/a.txt', bytes: textFile(TEXT, 'utf8') }]);

export const sample: FormatSample = { file: 'a.tar', bytes: gunzipSync(packed), members: ['dossier/a.txt'] };
