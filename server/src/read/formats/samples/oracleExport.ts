import type { FormatSample } from './sample.ts';

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16LE(value, 2 * i));
  return bytes;
}

function value(bytes: Buffer): Buffer {
  return Buffer.concat([words(bytes.length), bytes]);
}

/** A number, two columns of words in Windows-1252, a date. */
function table(): Buffer {
  const row = (
    number: readonly number[],
    ipp: string,
    name: string | null,
    date: readonly number[] | null,
  ): Buffer =>
    Buffer.concat([
      value(Buffer.from(number)),
      value(Buffer.from(ipp)),
      name === null ? words(0xfffe) : value(Buffer.from(name, 'latin1')),
      date === null ? words(0xfffe) : value(Buffer.from(date)),
      words(0),
    ]);
  return Buffer.concat([
    Buffer.from(
      '\nTABLE "PATIENT"\nCREATE TABLE "PATIENT" ("ID" NUMBER, "IPP" VARCHAR2(8), "NOM" VARCHAR2(20), "NAISSANCE" DATE)\n',
    ),
    Buffer.from('INSERT INTO "PATIENT" ("ID", "IPP", "NOM", "NAISSANCE") VALUES (:1, :2, :3, :4)\n'),
    words(4, 2, 22, 1, 8, 178, 1, 1, 20, 178, 1, 12, 7, 0, 0),
    row([0xc2, 2, 51], '0084512', 'EXEMPLE', [119, 184, 7, 14, 1, 1, 1]),
    row([0xc1, 3], '0084513', "D'\xc9T\xc9", null),
    words(0xffff),
    Buffer.from('\nEXIT\n'),
  ]);
}

export const sample: FormatSample = {
  file: 'export.dmp',
  bytes: Buffer.concat([
    Buffer.from([3, 0, 178]),
    Buffer.from('EXPORT:V10.02.01\nDHOPITAL\nRTABLES\n2048\n0\n'),
    Buffer.alloc(210),
    table(),
  ]),
  texts: ['0084512', 'EXEMPLE', '1984-07-14', "D'ÉTÉ", '150', 'NAISSANCE'],
};
