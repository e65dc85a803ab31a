import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMailSink } from '../demo/mailSink.ts';
import { count, fill } from '../languages/words.ts';
import type { Command, Invocation } from './command.ts';
import { mailsSend } from './mailsSend.ts';
import { mailsSettings } from './mailsSettings.ts';
import { noticesApprove } from './noticesApprove.ts';
import { noticesBuild } from './noticesBuild.ts';
import { noticesHandOver } from './noticesHandOver.ts';
import { noticesPlan } from './noticesPlan.ts';
import { noticesQueue } from './noticesQueue.ts';
import { noticesStatement } from './noticesStatement.ts';

/** The demonstration sets so many letters: enough to look at, few enough to wait for. */
const LETTERS = 40;
/** Two invented people of the hospital. */
const TWO = { by: 'Claire Dumoulin', and: 'Paul Verrier' };

/** Tells the patients of the demonstration: selection, letters for the printer, e-mails taken by a mail server on this machine. Each step is a command. */
export async function demoNotices(invocation: Invocation, folder: string): Promise<void> {
  const inCase = { case: join(folder, 'case') };
  const step = (command: Command, values: Readonly<Record<string, string>>, ...positionals: string[]): Promise<void> => {
    const given: Readonly<Record<string, string | undefined>> = { ...inCase, ...values };
    return command.run({ ...invocation, positionals, value: (name) => given[name] ?? '', flag: () => false });
  };
  const { words, out } = invocation;
  out.write(`\n${words.demo.telling}\n`);
  await step(noticesStatement, {});
  await step(noticesPlan, {});
  await step(noticesBuild, { size: String(LETTERS) });
  await step(noticesApprove, TWO, '1');
  await step(noticesHandOver, { out: join(folder, 'printer') }, '1');
  const sink = await startMailSink(join(folder, 'mails'));
  try {
    const settings = join(folder, 'mail.json');
    await writeFile(settings, JSON.stringify(mailSettings(sink.port), null, 2));
    await step(mailsSettings, { set: settings });
    await step(noticesQueue, TWO);
    await step(mailsSend, {});
    out.write(`${count(words.demo.received, sink.taken, words, join(folder, 'mails'))}\n`);
  } finally {
    await sink.close();
  }
  out.write(`${fill(words.demo.letters, join(folder, 'printer', 'batch-0001.pdf'))}\n`);
} // prettier-ignore

/** The hospital of the statement that lies beside the templates, and this machine as its mail server. */
function mailSettings(port: number): object {
  const domain = 'ch-henri-dunant.example';
  return {
    from: { address: `information@${domain}`, name: 'Centre hospitalier Henri-Dunant' },
    site: domain,
    server: { host: '127.0.0.1', port, tls: 'none' },
    messageIdDomain: domain,
    returnPath: { local: 'retours', domain },
    record: { kind: 'none' },
    perMinute: 60_000,
    otherDomainsPerHour: 3_600_000,
  };
}
