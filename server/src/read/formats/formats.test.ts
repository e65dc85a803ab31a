import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { zipFile } from '../../demo/fileWriters.ts';
import { decode } from '../../text/windows1252.ts';
import { drain } from '../drain.ts';
import { type Format, type ReadContext, ReadFault, type Source } from '../format.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { cellStart, type Segment } from '../segment.ts';
import { memorySource } from '../source.ts';
import { FORMATS } from './index.ts';
import { compoundFile } from './samples/buildCompoundFile.ts';
import type { FormatSample } from './samples/sample.ts';

const CONTEXT: ReadContext = { passwords: [] };
/** Recognition takes its time, and breaks on no picture that was decoded: decoding broken pictures is tested by itself. */
const WITHOUT_RECOGNITION: ReadContext = { passwords: [], scans: { recognise: false, known: [] } };

/** The files of the folder, and what each of them exports. */
const files = readdirSync(new URL('.', import.meta.url)).filter(
  (file) => !/^index|\.test\.ts$|^samples$/.test(file),
);
const members = await Promise.all(
  files.map(async (file) => {
    const { sample } = (await import(`./samples/${file}`)) as { sample: FormatSample };
    const module = (await import(`./${file}`)) as Record<string, Format>;
    return { format: Object.values(module).find((value) => FORMATS.includes(value)), sample };
  }),
);

async function read(
  source: Source,
  context: ReadContext = CONTEXT,
): Promise<{ format: string; text: string; members: string[] }> {
  const recognised = await recogniseFormat(source);
  const parts: string[] = [];
  await recognised.format?.read?.(
    source,
    { segment: (segment) => void parts.push(textOf(segment)) },
    context,
  );
  const members: string[] = [];
  for await (const member of recognised.format?.members?.(source, context) ?? []) {
    members.push(member.displayName);
    const content = member.source ?? (await member.open?.());
    if (content !== undefined) await drain(content.stream());
  }
  return { format: recognised.name, text: parts.join('\n'), members };
}

function textOf(segment: Segment): string {
  if (segment.kind === 'part') return segment.name;
  return segment.kind === 'columns' ? segment.names.join(' ') : decode(segment.bytes);
}

test('every format in the folder is in the list, and the list holds nothing else', () => {
  assert.deepEqual(members.map(({ format }) => format?.name).sort(), FORMATS.map(({ name }) => name).sort());
});

for (const { format, sample } of members) {
  const name = format?.name ?? sample.file;
  test(`${name}: recognised, read, its members found`, async () => {
    const found = await read(memorySource(sample.bytes, sample.file));
    assert.equal(found.format, name);
    for (const text of sample.texts ?? []) assert.ok(found.text.includes(text), `${text} in ${found.text}`);
    assert.deepEqual(found.members, sample.members ?? []);
  });

  test(`${name}: recognised by its contents when the extension lies`, async () => {
    if (sample.weak === true) return;
    assert.equal((await recogniseFormat(memorySource(sample.bytes, 'photo.dat'))).name, name);
  });

  test(`${name}: cut or changed bytes give a fault of the file and nothing else`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        async (share, changes) => {
          const bytes = Uint8Array.from(sample.bytes.subarray(0, Math.ceil(sample.bytes.length * share)));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          await read(memorySource(bytes, sample.file), WITHOUT_RECOGNITION).catch((error: unknown) =>
            assert.ok(error instanceof ReadFault, String(error)),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
}

test('zip: an encrypted member is listed as such', async () => {
  const bytes = await zipFile([{ name: 'a.txt', bytes: Buffer.from('x') }]);
  bytes[6]! |= 1;
  bytes[bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 8]! |= 1;
  const fates: unknown[] = [];
  for await (const member of FORMATS.find((format) => format.name === 'zip')!.members!(
    memorySource(bytes, 'a.zip'),
    CONTEXT,
  ))
    fates.push(member.fate);
  assert.deepEqual(fates, ['encrypted']);
});

test('xlsx: a social security number stored as a number keeps all its digits, a date becomes DD/MM/YYYY', async () => {
  const { numberText, dateFromSerial } = await import('../office/cellFormats.ts');
  assert.equal(numberText(Number('2.84079122899953E+14')), '284079122899953');
  assert.equal(dateFromSerial(13940, false), '01/03/1938');
  assert.equal(dateFromSerial(40358, true), '30/06/2014');
});

test('7z: an encrypted member and an encrypted archive are told from damaged ones', async () => {
  const member = Buffer.from(
    'N3q8ryccAATEgjLAuAAAAAAAAAAhAAAAAAAAAChn4KrzRAU6PVErbntPIQvmb8lF8ceRhy9VMc2MN+XAB8q2oDXnZaIrPqXw' +
      'eXUtNzeQ3LYACeXf3knkk0NCO/j2IYNDAACBMweuD9Hy+/1Au5RkOzmkeudqI0YnCiV5Y6sdAJicBOWRHEFtzlKAB1anxJ17' +
      'H4sKqoLDSdJRTTZQlCYTW8JwgXPI+Q5hWf45zOhPmZaFw0krhw3+IpePhhD1LnHK1TNIuTfy7f48Q90HXgsRk0FQ7VVWAAAA' +
      'FwZAAQl4AAcLAQABIwMBAQVdABAAAAyAjgoBqYfgwgAA',
    'base64',
  );
  const [found] = await Array.fromAsync(
    FORMATS.find(({ name }) => name === '7z')!.members!(memorySource(member, 'a.7z'), CONTEXT),
  );
  assert.equal(found!.displayName, 'dossier/a.txt');
  assert.equal(found!.fate, 'encrypted');
  const archive = Buffer.from(
    'N3q8ryccAAS/NwVYwAAAAAAAAAA9AAAAAAAAAL/ifdXd2gunf3P09EaE5X+1KQBxZ/2I9qFf2cjWgj7fuzF8IMuoivcPpv73' +
      'B1oELV9SQ7U8Q7HT55G0Q5TRPu5/KdJ2DprG50NscG8CrqG77I90yQx5ExAhmJyAFdmM8eboI69qgMARpPTotSvPl++YLWls' +
      '9mof2YTW1nv459+m9CDxC9Z7G2Ah8Amwa8TUlGwRBZoKwbn0TUz1mlw1rQzEZ1fUXodMN3ZAsbwQCU14AyVgQAFEMsii5Pl4' +
      '0/VBLdedKi8XBkABCYCAAAcLAQACJAbxBwESUw/r9WgtJQ/hLbfqg+WU0/gqIwMBAQVdABAAAAEADHiAjgoB8lsf3QAA',
    'base64',
  );
  for (const [bytes, fate] of [
    [archive, 'encrypted'],
    [member.subarray(0, 150), 'corrupt'],
  ] as const)
    await assert.rejects(
      Array.fromAsync(
        FORMATS.find(({ name }) => name === '7z')!.members!(memorySource(bytes, 'a.7z'), CONTEXT),
      ),
      (error) => error instanceof ReadFault && error.fate === fate,
      fate,
    );
});

test('csv: quotes, delimiters and line ends inside cells come back as they were', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', ';', '"', '\n', ' ', "'"), maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 8 }), async (table) => {
      const rows = [['colonne1', 'colonne2', 'colonne3'], ...table];
      const bytes = Buffer.from(
        rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';')).join('\n'),
      );
      const cells: string[] = [];
      await FORMATS.find((format) => format.name === 'csv')!.read!(
        memorySource(bytes, 'a.csv'),
        {
          segment(segment) {
            if (segment.kind !== 'rows') return;
            const text = decode(segment.bytes);
            segment.cellEnds.forEach((end, c) => cells.push(text.slice(cellStart(segment.cellEnds, c), end)));
          },
        },
        CONTEXT,
      );
      assert.deepEqual(cells, rows.flat());
    }),
    { numRuns: 60 },
  );
});

test('docs/formats.md names every format', async () => {
  const page = await readFile(new URL('../../../../docs/formats.md', import.meta.url), 'utf8');
  for (const { name } of FORMATS) if (name !== 'unknown') assert.ok(page.includes(`\`${name}\``), name);
});

test('a compound file is never what stands bare in its first sectors', async () => {
  const attached = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000, 0x20)]);
  const bytes = compoundFile({ WordDocument: attached });
  assert.equal(bytes.indexOf('%PDF-'), 512);
  assert.equal((await recogniseFormat(memorySource(bytes, 'lettre.doc'))).name, 'doc');
});
