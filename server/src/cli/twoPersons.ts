import { CaseError } from '../case/caseError.ts';
import type { Consent } from '../notify/batches/batchRow.ts';
import { reasonOf } from './caseException.ts';
import type { Invocation, Option } from './command.ts';

/** Who decides, with whom, and why: at the command line two people name themselves; who they are is known by log-in only on the server. */
export const TWO_PERSONS_OPTIONS = {
  by: { value: 'NAME', help: { fr: 'qui le décide', en: 'who decides' } },
  and: { value: 'NAME', help: { fr: 'et avec qui', en: 'and with whom' } },
  reason: { value: 'TEXT', help: { fr: 'pourquoi', en: 'why' } },
} as const satisfies Readonly<Record<string, Option>>;

/** Two persons with different names. Throws CaseError('two_persons_needed'). */
export function twoNames({ value }: Invocation): Consent {
  const [first, second] = [value('by').trim(), value('and').trim()];
  const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  if (first === '' || second === '' || plain(first) === plain(second))
    throw new CaseError('two_persons_needed', '--by, --and');
  const reason = value('reason') === '' ? '' : reasonOf(value('reason'));
  return { kind: 'two_names', by: [reasonOf(first), reasonOf(second)], reason };
}
