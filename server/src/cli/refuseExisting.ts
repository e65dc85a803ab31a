import { lstat } from 'node:fs/promises';
import { CaseError } from '../case/caseError.ts';

/** Throws CaseError where something stands at a path already ('-': standard output): it may be what somebody has filled in. */
export async function refuseExisting(path: string): Promise<void> {
  if (path === '-') return;
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CaseError('file_exists', path);
}
