import { createInterface } from 'node:readline';
import { readWithAudit } from '@constat/server/audit/recordAccess.ts';
import { growTree } from '@constat/server/audit/growTree.ts';
import { openCaseFolder } from '@constat/server/case/caseFolder.ts';
import { openDatabase } from '@constat/server/database/database.ts';

/**
 * A process that answers reads as a server does: for each line with a number it reads what the case holds, puts it on record and answers the number once
 * that is committed. Beside it the tree grows all the time. Killed at any moment by `audit-behind`.
 */
const [folder] = process.argv.slice(2) as [string];
const opened = await openCaseFolder(folder);
const database = await openDatabase(opened, 'app');
const grow = (): void => {
  growTree(database, opened.keys).then(
    () => setTimeout(grow, 50),
    () => setTimeout(grow, 50),
  );
};
grow();
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const number = Number(line);
  readWithAudit(
    database,
    opened.keys,
    {
      actor: { kind: 'person', id: 'reader', role: 'hotline' },
      action: 'patient_viewed',
      patients: [number],
    },
    async (client) =>
      (await client.query<{ id: string }>('SELECT id FROM cases WHERE id = $1', [database.caseId])).rows[0]!,
  ).then(
    () => process.stdout.write(`${number}\n`),
    () => process.stdout.write(`failed ${number}\n`),
  );
}
