import { accountName } from './accountName.ts';
import { type CaseExceptions, type ExceptionName, exceptionSchema } from './caseException.ts';
import { type Case, writeConfiguration } from './caseFolder.ts';

/** Records an exception, in place of an earlier one of the same kind. The file of the configuration appears whole or stays as it was. */
export async function recordException(
  opened: Pick<Case, 'folder' | 'configuration'>,
  what: ExceptionName,
  reason: string,
): Promise<void> {
  const exception = exceptionSchema.parse({
    reason,
    by: accountName(),
    recorded: new Date().toISOString(),
  });
  await writeExceptions(opened, { ...opened.configuration.exceptions, [what]: exception });
}

/** Withdraws an exception. */
export async function withdrawException(
  opened: Pick<Case, 'folder' | 'configuration'>,
  what: ExceptionName,
): Promise<void> {
  await writeExceptions(opened, { ...opened.configuration.exceptions, [what]: undefined });
}

async function writeExceptions(
  { folder, configuration }: Pick<Case, 'folder' | 'configuration'>,
  exceptions: CaseExceptions,
): Promise<void> {
  await writeConfiguration(folder, { ...configuration, exceptions });
}
