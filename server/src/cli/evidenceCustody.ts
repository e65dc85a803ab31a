import { type CustodyRecord, custodyRecords } from '../collect/custodyRecords.ts';
import { formatBytes, formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { actionWord } from './auditList.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** The last accesses shown one by one; all of them are counted, and in the JSON. */
const SHOWN = 10;

export const evidenceCustody: Command = {
  name: 'evidence custody',
  positionals: [],
  options: {
    case: CASE_OPTION,
    reason: REASON_OPTION,
    json: { help: { fr: 'en JSON, une preuve par ligne', en: 'as JSON, one evidence a line' } },
  },
  help: {
    fr: 'Montre la fiche de conservation de chaque preuve : qui l’a remise, quand, sur quelle base légale, ses empreintes, les versions qui l’ont lue et chaque accès depuis.',
    en: 'Shows the custody record of each evidence: who brought it, when, on what legal basis, its hashes, the versions that read it and every access since.',
  },
  examples: [
    'constat evidence custody --case /srv/constat/hopital',
    'constat evidence custody --case /srv/constat/hopital --json',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'custody_viewed', reason: value('reason') });
      const records = await custodyRecords(open.database, open.opened.keys);
      if (flag('json')) for (const record of records) out.write(`${JSON.stringify(record)}\n`);
      else if (records.length === 0) out.write(`${words.audit.custody.none}\n`);
      else out.write(records.map((record) => recordText(record, words)).join('\n'));
    } finally {
      await open.close();
    }
  },
};

function recordText(record: CustodyRecord, words: Words): string {
  const w = words.audit.custody;
  const { summary } = words;
  const rows = [
    [w.path, record.path],
    [w.source, record.source],
    [w.by, record.by],
    [w.received, record.received],
    [w.legalBasis, record.legalBasis],
    [w.added, formatMoment(record.added, words)],
    [w.takenInBy, record.takenInBy],
    [
      w.contents,
      `${count(summary.countFiles, record.files, words)}, ${count(summary.countItems, record.items, words)}, ${formatBytes(record.bytes, words)}`,
    ],
    [
      w.manifest,
      record.manifest === '' || record.manifestHolds ? record.manifest : `${record.manifest} (${w.altered})`,
    ],
    [w.engines, record.engines.join(', ')],
    [w.accesses, String(record.accesses.length)],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  const accesses = record.accesses
    .slice(-SHOWN)
    .map((line) => `    ${formatMoment(line.at, words)}  ${line.who}  ${actionWord(line.action, words)}`);
  return [
    fill(w.title, record.evidence),
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text === '' ? w.unknown : text}`),
    ...accesses,
    '',
  ].join('\n');
}
