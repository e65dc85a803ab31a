import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { openCaseFolder } from '@constat/server/case/caseFolder.ts';
import { openDatabase } from '@constat/server/database/database.ts';
import { createComposer } from '@constat/server/notify/mail/composeMail.ts';
import { readMailSettings } from '@constat/server/notify/mail/mailSettings.ts';
import { recordOf } from '@constat/server/notify/mail/records/index.ts';
import { sendMails } from '@constat/server/notify/mail/sendMails.ts';
import { testMail } from '@constat/server/notify/mail/testMails.ts';
import { createLanes } from '@constat/server/notify/mail/smtpLane.ts';

/** A sender as `constat mails send` is one. It says 'ready', waits for a line, sends, and prints its report. Killed at any moment by the measures. */
const [folder] = process.argv.slice(2) as [string];
const opened = await openCaseFolder(folder);
const settings = await readMailSettings(folder);
const database = await openDatabase(opened, 'worker');
const compose = await createComposer(opened.keys, settings, folder);
const createLane = await createLanes(settings, folder);
// Code is compiled at its first use.
await compose(Buffer.alloc(16), testMail(0), new Date());
// Whoever is killed writes nothing at his end.
flushCompileCache();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const report = await sendMails(
  { database, keys: opened.keys, settings, now: () => null },
  { compose, createLane, record: recordOf(settings), patienceMs: 5_000 },
);
process.stdout.write(`${JSON.stringify(report)}\n`);
// The database stays as it is for whoever counts; connections end with the process.
process.exit(0);
