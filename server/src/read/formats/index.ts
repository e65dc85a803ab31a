import type { Format } from '../format.ts';
import { bmp } from './bmp.ts';
import { csv } from './csv.ts';
import { docx } from './docx.ts';
import { eml } from './eml.ts';
import { gif } from './gif.ts';
import { gzip } from './gzip.ts';
import { html } from './html.ts';
import { jp2 } from './jp2.ts';
import { jpg } from './jpg.ts';
import { json } from './json.ts';
import { mbox } from './mbox.ts';
import { ndjson } from './ndjson.ts';
import { ods } from './ods.ts';
import { odt } from './odt.ts';
import { pdf } from './pdf.ts';
import { png } from './png.ts';
import { pnm } from './pnm.ts';
import { sevenZip } from './sevenZip.ts';
import { sql } from './sql.ts';
import { tar } from './tar.ts';
import { text } from './text.ts';
import { tif } from './tif.ts';
import { webp } from './webp.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { zip } from './zip.ts';

/** All formats that are read, in the order in which they are asked: those with a signature of their own first, since a sure answer ends the asking. */
export const FORMATS: readonly Format[] = [
  pdf,
  jpg,
  jp2,
  png,
  tif,
  gif,
  bmp,
  webp,
  pnm,
  docx,
  xlsx,
  odt,
  ods,
  eml,
  mbox,
  zip,
  sevenZip,
  gzip,
  tar,
  sql,
  ndjson,
  json,
  xml,
  html,
  csv,
  text,
];
