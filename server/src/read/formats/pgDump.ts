import { decodeText } from '../decodeText.ts';
import { readCellBytes } from '../embeddedDocument.ts';
import type { Format, Member } from '../format.ts';
import { openPostgresArchive, postgresBlobs, postgresSql } from '../postgresArchive.ts';
import { memorySource } from '../source.ts';
import { DumpReader } from '../sql/dumpReader.ts';

/** A large object up to this size is a member. */
const BLOB_LIMIT = 256 << 20;

/** Dumps in PostgreSQL's custom format (pg_dump -Fc): the tables as rows, documents among the large objects as members. */
export const pgDump: Format = {
  name: 'pgdump',
  recognise: (head) => (Buffer.from(head.subarray(0, 5)).toString('latin1') === 'PGDMP' ? 0.99 : 0),
  async read(source, sink) {
    const archive = await openPostgresArchive(source);
    const reader = new DumpReader(sink);
    try {
      for await (const chunk of decodeText(postgresSql(archive), 'utf-8')) await reader.write(chunk);
    } finally {
      await reader.end();
    }
  },
  async *members(source): AsyncGenerator<Member> {
    const archive = await openPostgresArchive(source);
    for await (const { oid, bytes } of postgresBlobs(archive, BLOB_LIMIT)) {
      const found = readCellBytes(bytes);
      if (found.kind === 'other') continue;
      const displayName = `blob-${oid}.${found.kind === 'document' ? found.extension : 'txt'}`;
      yield { name: Buffer.from(displayName), displayName, source: memorySource(found.bytes, displayName) };
    }
  },
};
