import { decodeText } from '../decodeText.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { DumpReader } from '../sql/dumpReader.ts';

const MARKS =
  /^(?:-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin)|[^\S\r\n\u2028\u2029]*(?:INSERT INTO|COPY\s+\S+\s*\(|CREATE TABLE|REM INSERTING|PRAGMA foreign_keys)|SET (?:DEFINE|client_encoding|SQL_MODE)|USE \[)/im;

/** SQL dumps of MySQL, PostgreSQL, Oracle, SQL Server, SQLite: the tuples of INSERT and COPY as rows. */
export const sql: Format = {
  name: 'sql',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const marked = MARKS.test(headText(head).slice(0, 20_000));
    return marked
      ? extension === 'sql' || extension === 'dump'
        ? 0.95
        : 0.7
      : extension === 'sql'
        ? 0.4
        : 0;
  },
  async read(source, sink) {
    const reader = new DumpReader(sink);
    for await (const chunk of decodeText(source.stream())) await reader.write(chunk);
    await reader.end();
  },
};
