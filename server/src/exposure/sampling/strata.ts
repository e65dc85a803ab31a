import type { StratumName } from '@constat/contract/sample.ts';

/** Contents from this size on are a stratum of their own: one of them can name thousands. */
const LARGE_BYTES = 1_000_000;

const FORMATS: Readonly<Partial<Record<StratumName, readonly string[]>>> = {
  rows: [
    'csv', 'xlsx', 'xls', 'xlsb', 'ods', 'fods', 'spreadsheetml', 'old-spreadsheet', 'sql', 'sqlite', 'mdb', 'dbf', 'bson', 'json', 'ndjson', 'xml',
    'oracle-exp', 'pgdump', 'ldif', 'fixed-width', 'listing',
  ],
  text: [
    'txt', 'text', 'html', 'pdf', 'doc', 'docx', 'odt', 'fodt', 'rtf', 'wordml', 'ppt', 'pptx', 'odp', 'odg', 'epub', 'xps', 'iwork', 'wmf', 'emf', 'ole',
  ],
  mail: ['eml', 'emlx', 'mbox', 'msg', 'pst', 'tnef', 'mht', 'p7m', 'vcf', 'ics'],
  health: ['hl7', 'hprim-sante', 'hprim-medecin', 'cda', 'fhir', 'dicom', 'noemie'],
}; // prettier-ignore

/** What holds other items and nothing besides: nothing to read for a person. */
const CONTAINERS = new Set([
  'zip', '7z', 'rar', 'tar', 'gz', 'bz2', 'xz', 'zst', 'lz', 'lz4', 'lzma', 'lzh', 'Z', 'cab', 'cpio', 'ar', 'iso', 'rpm', 'exe', 'volume',
]); // prettier-ignore

/** Whether a format holds other items and nothing besides. */
export function isContainer(format: string): boolean {
  return CONTAINERS.has(format);
}

const STRATUM_OF = new Map(
  Object.entries(FORMATS).flatMap(([stratum, formats]) =>
    formats.map((format) => [format, stratum as StratumName]),
  ),
);

/** The stratum of a content; null for what only holds other items. */
export function stratumOf(format: string, bytes: number, scanPages: number): StratumName | null {
  if (CONTAINERS.has(format)) return null;
  if (scanPages > 0) return 'scans';
  if (bytes >= LARGE_BYTES) return 'large';
  return STRATUM_OF.get(format) ?? 'other';
}

/** Shares of missed units with which a sample is planned before anything is known (counting.md 5). */
export const EXPECTED_RATE: Readonly<Record<StratumName, number>> = {
  rows: 0.001,
  text: 0.002,
  mail: 0.005,
  health: 0.001,
  scans: 0.02,
  other: 0.01,
  large: 0.02,
  patients: 0.001,
};
