import type { Format } from '../format.ts';
import { ar } from './ar.ts';
import { bmp } from './bmp.ts';
import { bson } from './bson.ts';
import { bzip2 } from './bzip2.ts';
import { cab } from './cab.ts';
import { cda } from './cda.ts';
import { compress } from './compress.ts';
import { cpio } from './cpio.ts';
import { csv } from './csv.ts';
import { dbf } from './dbf.ts';
import { dicom } from './dicom.ts';
import { doc } from './doc.ts';
import { docx } from './docx.ts';
import { emf } from './emf.ts';
import { eml } from './eml.ts';
import { emlx } from './emlx.ts';
import { epub } from './epub.ts';
import { exe } from './exe.ts';
import { fhir } from './fhir.ts';
import { fixedWidth } from './fixedWidth.ts';
import { listing } from './listing.ts';
import { fods } from './fods.ts';
import { fodt } from './fodt.ts';
import { gif } from './gif.ts';
import { gzip } from './gzip.ts';
import { hl7 } from './hl7.ts';
import { hprimMedecin } from './hprimMedecin.ts';
import { hprimSante } from './hprimSante.ts';
import { html } from './html.ts';
import { ics } from './ics.ts';
import { iso } from './iso.ts';
import { iwork } from './iwork.ts';
import { jp2 } from './jp2.ts';
import { jpg } from './jpg.ts';
import { json } from './json.ts';
import { ldif } from './ldif.ts';
import { lz4 } from './lz4.ts';
import { lzh } from './lzh.ts';
import { lzip } from './lzip.ts';
import { lzma } from './lzma.ts';
import { lzo } from './lzo.ts';
import { mbox } from './mbox.ts';
import { mdb } from './mdb.ts';
import { mht } from './mht.ts';
import { msg } from './msg.ts';
import { ndjson } from './ndjson.ts';
import { noemie } from './noemie.ts';
import { odg } from './odg.ts';
import { odp } from './odp.ts';
import { ods } from './ods.ts';
import { odt } from './odt.ts';
import { officeEncrypted } from './officeEncrypted.ts';
import { oldSpreadsheet } from './oldSpreadsheet.ts';
import { ole } from './ole.ts';
import { oracleExport } from './oracleExport.ts';
import { p7m } from './p7m.ts';
import { pdf } from './pdf.ts';
import { pgDump } from './pgDump.ts';
import { png } from './png.ts';
import { pnm } from './pnm.ts';
import { ppt } from './ppt.ts';
import { pptx } from './pptx.ts';
import { pst } from './pst.ts';
import { rar } from './rar.ts';
import { rpm } from './rpm.ts';
import { rtf } from './rtf.ts';
import { sevenZip } from './sevenZip.ts';
import { spreadsheetml } from './spreadsheetml.ts';
import { sql } from './sql.ts';
import { sqlite } from './sqlite.ts';
import { tar } from './tar.ts';
import { text } from './text.ts';
import { tif } from './tif.ts';
import { tnef } from './tnef.ts';
import { unknown } from './unknown.ts';
import { vcf } from './vcf.ts';
import { webp } from './webp.ts';
import { wmf } from './wmf.ts';
import { wordml } from './wordml.ts';
import { xar } from './xar.ts';
import { xls } from './xls.ts';
import { xlsb } from './xlsb.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { xps } from './xps.ts';
import { xz } from './xz.ts';
import { zip } from './zip.ts';
import { zstd } from './zstd.ts';

/** All formats that are read, in the order in which they are asked: those with a signature of their own first, since a sure answer ends the asking. */
export const FORMATS: readonly Format[] = [
  dicom,
  bson,
  pdf,
  jpg,
  jp2,
  png,
  tif,
  gif,
  bmp,
  webp,
  pnm,
  officeEncrypted,
  msg,
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
  sqlite,
  pgDump,
  oracleExport,
  mdb,
  dbf,
  rar,
  gzip,
  bzip2,
  xz,
  zstd,
  lzip,
  lz4,
  lzo,
  compress,
  tar,
  hl7,
  hprimSante,
  hprimMedecin,
  fixedWidth,
  listing,
  noemie,
  cab,
  lzh,
  cpio,
  ar,
  iso,
  rpm,
  xar,
  exe,
  sql,
  fhir,
  ndjson,
  json,
  cda,
  xml,
  html,
  csv,
  text,
  lzma,
  unknown,
];
