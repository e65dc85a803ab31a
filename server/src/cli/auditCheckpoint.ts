import { readAuditSettings, writeAuditSettings } from '../audit/auditSettings.ts';
import { CheckpointSigner } from '../audit/checkpoint.ts';
import { lastCheckpoint } from '../audit/checkpointRows.ts';
import { carriersOf, settleAudit } from '../audit/settleAudit.ts';
import { stampCheckpoint, stampState } from '../audit/stampCheckpoint.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const auditCheckpoint: Command = {
  name: 'audit checkpoint',
  positionals: [],
  options: {
    case: CASE_OPTION,
    keep: {
      value: 'DIR',
      help: {
        fr: 'désormais, garde chaque point de contrôle aussi dans ce dossier, qui doit exister (« - » : plus nulle part)',
        en: 'from now on keeps each checkpoint in this folder too, which must exist ("-": nowhere any more)',
      },
    },
    authority: {
      value: 'URL',
      help: {
        fr: 'désormais, fait horodater par cette autorité (RFC 3161 ; « - » : par aucune)',
        en: 'from now on has checkpoints stamped by this authority (RFC 3161; "-": by none)',
      },
    },
  },
  help: {
    fr: 'Signe l’état du journal des accès, dit avec quelle clé publique, où les points de contrôle sont gardés et lesquels attendent leur horodatage.',
    en: 'Signs the state of the log of accesses; says with which public key, where checkpoints are kept and which still wait for their time stamp.',
  },
  examples: [
    'constat audit checkpoint --case /srv/constat/hopital',
    'constat audit checkpoint --case /srv/constat/hopital --keep /mnt/coffre --authority http://tsa.example.org',
  ],
  async run(invocation) {
    const { value, words, out } = invocation;
    const open = await openCase(value('case'));
    try {
      await applySettings(open, invocation);
      await settleAudit(open.opened, open.database);
      out.write(`${(await stateLines(open, words)).join('\n')}\n`);
    } finally {
      await open.close();
    }
  },
};

/** A change of where checkpoints go is on record itself. */
async function applySettings(open: OpenCase, { value }: Invocation): Promise<void> {
  if (value('keep') === '' && value('authority') === '') return;
  const before = await readAuditSettings(open.opened.folder);
  const chosen = (option: string, current: string): string =>
    value(option) === '' ? current : value(option) === '-' ? '' : value(option);
  const settings = {
    checkpoints: chosen('keep', before.checkpoints),
    authority: chosen('authority', before.authority),
  };
  await putOnRecord(open, {
    action: 'settings_changed',
    reason: `checkpoints ${settings.checkpoints || '-'}, authority ${settings.authority || '-'}`,
  });
  if ((await writeAuditSettings(open.opened.folder, settings)) === null)
    throw new UsageError('not_usable', '--authority', settings.authority);
}

async function stateLines(open: OpenCase, words: Words): Promise<string[]> {
  const { database, opened } = open;
  const w = words.audit;
  const settings = await readAuditSettings(opened.folder);
  const last = await lastCheckpoint(database.pool, database.caseId);
  return [
    `${w.publicKey}: ${new CheckpointSigner(opened.keys).publicKey}`,
    ...(last === null
      ? [w.noCheckpoint]
      : [fill(w.checkpoint, last.size, formatMoment(last.at, words)), `${w.root}: ${last.root}`]),
    ...carriersOf(opened, settings).map(({ where }) => fill(w.keptIn, where)),
    ...(settings.checkpoints === '' ? [w.keptNowhere] : []),
    ...(await stampLines(open, settings.authority, words)),
  ];
}

async function stampLines({ database }: OpenCase, authority: string, words: Words): Promise<string[]> {
  const w = words.audit;
  const problem = authority === '' ? null : await stampCheckpoint(database, authority);
  const { waiting, since, lastStamp } = await stampState(database);
  return [
    ...(authority === '' ? [w.noAuthority] : []),
    ...(lastStamp === null
      ? []
      : [fill(w.stamped, formatMoment(lastStamp.at.toISOString(), words), lastStamp.size)]),
    ...(authority !== '' && waiting > 0
      ? [count(w.notYetStamped, waiting, words, formatMoment(since!.toISOString(), words))]
      : []),
    ...(problem === null ? [] : [w.stampProblems[problem]]),
  ];
}
