import { DatabaseSync } from 'node:sqlite';
import type { FormatSample } from './sample.ts';

function database(): Uint8Array {
  const made = new DatabaseSync(':memory:');
  made.exec(`CREATE TABLE patient (id INTEGER PRIMARY KEY, ipp TEXT, nom TEXT, naissance TEXT, document BLOB);
    CREATE VIEW leurre AS SELECT load_extension('x');
    INSERT INTO patient VALUES (1, '0084512', 'EXEMPLE', '1984-07-14', CAST('%PDF-1.4' AS BLOB)), (2, '0084513', 'D''ÉTÉ', NULL, x'c3a9'),
      (9007199254740993, '0084514', CAST(x'c9742e' AS TEXT), '', NULL);`);
  return made.serialize();
}

export const sample: FormatSample = {
  file: 'a.db',
  bytes: database(),
  texts: ['0084512', "D'ÉTÉ", '9007199254740993', 'Ét.'],
  members: ['patient/1/document.pdf'],
};
