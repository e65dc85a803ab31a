import type { Format } from '../format.ts';
import { csv } from './csv.ts';
import { doc } from './doc.ts';
import { docx } from './docx.ts';
import { emf } from './emf.ts';
import { eml } from './eml.ts';
import { epub } from './epub.ts';
import { fods } from './fods.ts';
import { fodt } from './fodt.ts';
import { gzip } from './gzip.ts';
import { html } from './html.ts';
import { iwork } from './iwork.ts';
import { json } from './json.ts';
import { mbox } from './mbox.ts';
import { ndjson } from './ndjson.ts';
import { odg } from './odg.ts';
import { odp } from './odp.ts';
import { ods } from './ods.ts';
import { odt } from './odt.ts';
import { ole } from './ole.ts';
import { officeEncrypted } from './officeEncrypted.ts';
import { oldSpreadsheet } from './oldSpreadsheet.ts';
import { pdf } from './pdf.ts';
import { ppt } from './ppt.ts';
import { pptx } from './pptx.ts';
import { rtf } from './rtf.ts';
import { sevenZip } from './sevenZip.ts';
import { spreadsheetml } from './spreadsheetml.ts';
import { sql } from './sql.ts';
import { tar } from './tar.ts';
import { text } from './text.ts';
import { wmf } from './wmf.ts';
import { wordml } from './wordml.ts';
import { xls } from './xls.ts';
import { xlsb } from './xlsb.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { xps } from './xps.ts';
import { zip } from './zip.ts';

/** All formats that are read, in the order in which they are asked: those with a signature of their own first, since a sure answer ends the asking. */
export const FORMATS: readonly Format[] = [
  pdf,
  officeEncrypted,
  doc,
  docx,
  pptx,
  rtf,
  xls,
  ppt,
  ole,
  emf,
  wmf,
  oldSpreadsheet,
  xlsb,
  xlsx,
  odt,
  odp,
  odg,
  ods,
  epub,
  xps,
  iwork,
  fodt,
  fods,
  wordml,
  spreadsheetml,
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
