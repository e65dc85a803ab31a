import { resolve } from 'node:path';
import { readAuditSettings } from '../audit/auditSettings.ts';
import type { Checkpoint } from '../audit/checkpoint.ts';
import { readCheckpointFile } from '../audit/checkpointFile.ts';
import { carriersOf } from '../audit/settleAudit.ts';
import { type AuditFinding, type AuditReport, verifyAudit } from '../audit/verifyAudit.ts';
import { CaseError } from '../case/caseError.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';

/** Findings shown one by one; all of them are counted. */
const SHOWN = 20;

export const auditVerify: Command = {
  name: 'audit verify',
  positionals: [],
  options: {
    case: CASE_OPTION,
    checkpoint: {
      value: 'FILE',
      help: {
        fr: 'points de contrôle gardés ailleurs (ceux du dossier de l’affaire et du dossier réglé sont toujours comparés)',
        en: 'checkpoints kept elsewhere (those of the case folder and of the folder that is set are always compared)',
      },
    },
    json: { help: { fr: 'le résultat en JSON', en: 'the result as JSON' } },
  },
  help: {
    fr: 'Recalcule tout le journal des accès, contrôle les signatures et compare avec les points de contrôle gardés hors de la base ; nomme la première entrée fausse.',
    en: 'Recomputes the whole log of accesses, checks signatures and compares with the checkpoints kept outside the database; names the first wrong entry.',
  },
  examples: [
    'constat audit verify --case /srv/constat/hopital',
    'constat audit verify --case /srv/constat/hopital --checkpoint /media/usb/points.jsonl',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const report = await verifyAudit(
        open.database,
        open.opened.keys,
        await keptCheckpoints(open, value('checkpoint')),
      );
      out.write(
        flag('json') ? `${JSON.stringify(report, null, 2)}\n` : `${reportLines(report, words).join('\n')}\n`,
      );
      if (report.findings.length > 0) throw new CaseError('audit_wrong', open.opened.folder);
    } finally {
      await open.close();
    }
  },
};

/** All that is kept outside the database and can be reached, each checkpoint once. */
async function keptCheckpoints({ opened }: OpenCase, file: string): Promise<Checkpoint[]> {
  const places = carriersOf(opened, await readAuditSettings(opened.folder)).map(({ where }) => where);
  const kept = new Map<string, Checkpoint>();
  for (const place of places) take(kept, (await readCheckpointFile(place)) ?? []);
  if (file !== '') {
    const given = await readCheckpointFile(resolve(file));
    if (given === null) throw new CaseError('path_missing', resolve(file));
    take(kept, given);
  }
  return [...kept.values()];
}

function take(kept: Map<string, Checkpoint>, checkpoints: readonly Checkpoint[]): void {
  for (const checkpoint of checkpoints) kept.set(JSON.stringify(checkpoint), checkpoint);
}

function reportLines(report: AuditReport, words: Words): string[] {
  const w = words.audit;
  const lines =
    report.findings.length === 0
      ? [
          count(
            w.sound,
            report.entries,
            words,
            count(w.countCheckpoints, report.checkpoints, words),
            count(w.countKept, report.kept, words),
          ),
        ]
      : findingLines(report, words);
  lines.push(`${w.root}: ${report.root}`, `${w.publicKey}: ${report.publicKey}`);
  if (report.waiting > 0) lines.push(count(w.waiting, report.waiting, words));
  if (report.kept === 0) lines.push(w.noneKept, w.unseen);
  return lines;
}

/** Entries are counted from 1, as lines of an export are. */
function findingLines({ findings, firstBad }: AuditReport, words: Words): string[] {
  const w = words.audit;
  const lines =
    firstBad === null
      ? []
      : [
          firstBad.from === firstBad.to
            ? fill(w.firstBad, firstBad.from + 1)
            : fill(w.firstBadBetween, firstBad.from + 1, firstBad.to + 1),
        ];
  lines.push(...findings.slice(0, SHOWN).map((finding) => `  ${findingLine(finding, words)}`));
  if (findings.length > SHOWN) lines.push(`  ${count(w.more, findings.length - SHOWN, words)}`);
  return lines;
}

function findingLine({ kind, leaf, size }: AuditFinding, { audit: w }: Words): string {
  const places = [
    leaf === null ? '' : fill(w.atEntry, leaf + 1),
    size === undefined ? '' : fill(w.atCheckpoint, size),
  ].filter((place) => place !== '');
  return places.length === 0 ? w.findings[kind] : `${w.findings[kind]} (${places.join(', ')})`;
}
