import type { Format } from '../format.ts';
import { ar } from './ar.ts';
import { bzip2 } from './bzip2.ts';
import { cab } from './cab.ts';
import { compress } from './compress.ts';
import { cpio } from './cpio.ts';
import { csv } from './csv.ts';
import { docx } from './docx.ts';
import { eml } from './eml.ts';
import { exe } from './exe.ts';
import { gzip } from './gzip.ts';
import { html } from './html.ts';
import { iso } from './iso.ts';
import { json } from './json.ts';
import { lz4 } from './lz4.ts';
import { lzh } from './lzh.ts';
import { lzip } from './lzip.ts';
import { lzma } from './lzma.ts';
import { mbox } from './mbox.ts';
import { ndjson } from './ndjson.ts';
import { ods } from './ods.ts';
import { odt } from './odt.ts';
import { pdf } from './pdf.ts';
import { rar } from './rar.ts';
import { sevenZip } from './sevenZip.ts';
import { rpm } from './rpm.ts';
import { sql } from './sql.ts';
import { tar } from './tar.ts';
import { text } from './text.ts';
import { unknown } from './unknown.ts';
import { xlsx } from './xlsx.ts';
import { xml } from './xml.ts';
import { xz } from './xz.ts';
import { zip } from './zip.ts';
import { zstd } from './zstd.ts';

/** All formats that are read, in the order in which they are asked: those with a signature of their own first, since a sure answer ends the asking. */
export const FORMATS: readonly Format[] = [
  pdf,
  docx,
  xlsx,
  odt,
  ods,
  eml,
  mbox,
  zip,
  sevenZip,
  rar,
  gzip,
  bzip2,
  xz,
  zstd,
  lzip,
  lz4,
  compress,
  tar,
  cab,
  lzh,
  cpio,
  ar,
  iso,
  rpm,
  exe,
  sql,
  ndjson,
  json,
  xml,
  html,
  csv,
  text,
  lzma,
  unknown,
];
