import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { SCRATCH_DESCRIPTOR } from '../../sandbox/descriptors.ts';
import { useScratch, withNamedCopy } from '../scratch.ts';

/** A child that copies a database to its named file, opens it there as a reader of databases does, and prints a value from it. */
useScratch(SCRATCH_DESCRIPTOR, process.argv[2]!);

const memory = new DatabaseSync(':memory:');
memory.exec('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)');
const bytes = memory.serialize();

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const database = await withNamedCopy(chunks(), (path) => {
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  return new DatabaseSync(url, { readOnly: true });
});
console.log(database.prepare('SELECT n FROM t').get()?.['n']);
