import { resolve } from 'node:path';
import { CaseError } from '../case/caseError.ts';
import { CERTIFICATE_FILE, readClosing, refuseDestroyed } from '../case/closing.ts';
import { beginClosing, finishClosing } from '../jobs/closeCase.ts';
import { processContext } from '../keys/openKeys.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { fill } from '../languages/words.ts';
import { putOnRecord } from './putOnRecord.ts';
import { openCase } from '../pipeline.ts';
import { reasonOf } from './caseException.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
import { programVersion } from '../case/programVersion.ts';

export const caseClose: Command = {
  name: 'case close',
  positionals: [],
  options: {
    case: CASE_OPTION,
    destroy: {
      help: {
        fr: 'détruit la clé et les données : rien ne les rendra',
        en: 'destroys the key and the data: nothing brings them back',
      },
    },
    confirm: {
      value: 'NAME',
      required: true,
      help: { fr: 'le nom de l’affaire, en toutes lettres', en: 'the name of the case, in full' },
    },
    by: { value: 'NAME', required: true, help: { fr: 'qui le décide', en: 'who decides' } },
    and: { value: 'NAME', required: true, help: { fr: 'et avec qui', en: 'and with whom' } },
    reason: { value: 'TEXT', required: true, help: { fr: 'pourquoi', en: 'why' } },
  },
  help: {
    fr: 'Met fin à une affaire : la clé est détruite, un registre minimal demeure sous sa propre clé, un procès-verbal est écrit.',
    en: 'Ends a case: the key is destroyed, a minimal ledger remains under its own key, a certificate is written.',
  },
  examples: [
    'constat case close --destroy --case /srv/constat/hopital --confirm hopital --by "A. Martin" --and "B. Petit" --reason "délai de conservation échu"',
  ],
  isForClosed: true,
  async run(invocation) {
    const { value, flag, words, out } = invocation;
    if (!flag('destroy')) throw new UsageError('option_missing', '--destroy');
    const folder = resolve(value('case'));
    await refuseDestroyed(folder);
    const begun = await readClosing(folder);
    if (begun === null) await begin(folder, invocation);
    else confirmName(begun.case.name, invocation);
    const certificate = await finishClosing(folder);
    out.write(
      `${fill(words.closing.done, certificate.case.name, formatMoment(certificate.closed, words))}\n${fill(words.closing.certificate, resolve(folder, CERTIFICATE_FILE))}\n`,
    );
  },
};

async function begin(folder: string, invocation: Invocation): Promise<void> {
  const request = {
    by: twoPersons(invocation),
    reason: reasonOf(invocation.value('reason')),
    version: programVersion(),
  };
  const context = processContext(folder);
  const open = await openCase(folder, 'app', context);
  try {
    confirmName(open.opened.configuration.name, invocation);
    await putOnRecord(open, { action: 'case_closed', reason: request.reason });
    await beginClosing(open, context, request);
  } finally {
    await open.close();
  }
}

function confirmName(name: string, { value }: Invocation): void {
  if (value('confirm') !== name) throw new CaseError('case_name_wrong', '--confirm');
}

/** Two persons with different names; who they are is known by log-in only on the server. */
function twoPersons({ value }: Invocation): [string, string] {
  const [first, second] = [value('by').trim(), value('and').trim()];
  const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  if (plain(first) === plain(second)) throw new CaseError('same_person', '--by, --and');
  return [reasonOf(first), reasonOf(second)];
}
