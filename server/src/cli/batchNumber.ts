import { UsageError } from './command.ts';

/** The number of a batch as it is typed. Throws UsageError. */
export function batchNumber(written: string): number {
  if (!/^[1-9]\d{0,8}$/.test(written))
    throw new UsageError('not_a_number', 'BATCH', written, '1', '999999999');
  return Number(written);
}
