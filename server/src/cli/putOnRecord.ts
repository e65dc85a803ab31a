import { type Access, type Actor, recordBeforehand } from '../audit/recordAccess.ts';
import { accountName } from '../case/accountName.ts';
import type { OpenCase } from '../pipeline.ts';
import type { Option } from './command.ts';

/** Why somebody looks: goes into the log. */
export const REASON_OPTION: Option = {
  value: 'TEXT',
  help: { fr: 'pourquoi ; consigné dans le journal des accès', en: 'why; goes on record with the access' },
};

/** Who acts at the command line: the account of the system. */
export function commandLine(): Actor {
  return { kind: 'command_line', user: accountName() };
}

/** Puts what a command does with personal data on record, before it gives anything out: the row is committed when this returns. */
export async function putOnRecord(open: OpenCase, access: Omit<Access, 'actor'>): Promise<void> {
  const { reason, ...rest } = access;
  const said = reason === undefined || reason === '' ? {} : { reason };
  await recordBeforehand(open.database, open.opened.keys, { ...rest, ...said, actor: commandLine() });
}
