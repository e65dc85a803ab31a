import type { Format } from '../format.ts';
import { csv } from './csv.ts';
import { docx } from './docx.ts';
import { eml } from './eml.ts';
import { emlx } from './emlx.ts';
import { gzip } from './gzip.ts';
import { html } from './html.ts';
import { ics } from './ics.ts';
import { json } from './json.ts';
import { ldif } from './ldif.ts';
import { mbox } from './mbox.ts';
import { mht } from './mht.ts';
import { msg } from './msg.ts';
import { ndjson } from './ndjson.ts';
import { ods } from './ods.ts';
import { odt } from './odt.ts';
import { p7m } from './p7m.ts';
import { pdf } from './pdf.ts';
import { pst } from './pst.ts';
import { sevenZip } from './sevenZip.ts';
import { sql } from './sql.ts';
import { tar } from './tar.ts';
import { text } from './text.ts';
import { tnef } from './tnef.ts';
import { vcf } from './vcf.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { zip } from './zip.ts';

/** All formats that are read, in the order in which they are asked: those with a signature of their own first, since a sure answer ends the asking. */
export const FORMATS: readonly Format[] = [
  pdf,
  docx,
  xlsx,
  odt,
  ods,
  msg,
  pst,
  tnef,
  mbox,
  mht,
  eml,
  emlx,
  p7m,
  vcf,
  ics,
  ldif,
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
