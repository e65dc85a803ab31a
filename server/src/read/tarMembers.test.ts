import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ReadFault, type Source } from './format.ts';
import { gzip } from './formats/gzip.ts';
import { tar } from './formats/tar.ts';
import { memorySource } from './source.ts';

interface TarFile {
  readonly name: string;
  readonly type?: string;
  readonly size?: number;
  readonly data?: Uint8Array;
  /** Written over the header before its checksum: place and bytes. */
  readonly fields?: readonly (readonly [number, string])[];
}

/** Headers and contents, without the empty blocks of the end. */
function blocks(files: readonly TarFile[]): Buffer {
  return Buffer.concat(
    files.flatMap(({ data = new Uint8Array(0), ...file }) => [header(file, data.length), padded(data)]),
  );
}

function header({ name, type = '0', size, fields = [] }: TarFile, length: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name);
  block.write(`${(size ?? length).toString(8).padStart(11, '0')}\0`, 124);
  block.write(`        ${type}`, 148);
  for (const [at, text] of fields) block.write(text, at, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(data: Uint8Array): Buffer {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

function pax(records: Record<string, string>): TarFile {
  const data = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = rest.length;
    while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
    return `${length}${rest}`;
  });
  return { name: 'pax', type: 'x', data: Buffer.from(data.join(''), 'latin1') };
}

const END = Buffer.alloc(1024);
const text = (value: string): Buffer => Buffer.from(value);

/** Members with their text, read where they lie and as they pass by: both must give the same. */
async function members(bytes: Uint8Array): Promise<{ found: string[]; fault: string }> {
  const direct = await walk(tar.members!(memorySource(bytes, 'a.tar'), { passwords: [] }));
  const passing = await walk(gzip.members!(memorySource(gzipSync(bytes), 'a.tar.gz'), { passwords: [] }));
  assert.deepEqual(passing, direct);
  return direct;
}

async function walk(
  list: ReturnType<NonNullable<typeof tar.members>>,
): Promise<{ found: string[]; fault: string }> {
  const found: string[] = [];
  try {
    for await (const member of list) {
      if (member.open === undefined) found.push(`${member.displayName} <${member.fate!} ${member.reason!}>`);
      else found.push(`${member.displayName} ${await textOf(await member.open())}`);
    }
  } catch (error) {
    assert.ok(error instanceof ReadFault, String(error));
    return { found, fault: `${error.fate} ${error.reason}` };
  }
  return { found, fault: '' };
}

async function textOf(source: Source): Promise<string> {
  let value = '';
  try {
    for await (const chunk of source.stream()) value += Buffer.from(chunk).toString('latin1');
  } catch (error) {
    assert.ok(error instanceof ReadFault, String(error));
    value += `<${error.reason}>`;
  }
  return value;
}

test('tar: names of GNU and pax, sizes of pax, prefixes of ustar', async () => {
  const bytes = blocks([
    { name: '././@LongLink', type: 'L', data: text(`${'long/'.repeat(40)}a.txt\0`) },
    { name: 'short', data: text('un') },
    pax({ path: 'pax/b.txt', size: '4' }),
    { name: 'c', size: 0, data: text('deux') },
    {
      name: 'd.txt',
      data: text('trois'),
      fields: [
        [257, 'ustar\u000000'],
        [345, 'dossier'],
      ],
    },
  ]);
  assert.deepEqual(await members(Buffer.concat([bytes, END])), {
    found: [`${'long/'.repeat(40)}a.txt un`, 'pax/b.txt deux', 'dossier/d.txt trois'],
    fault: '',
  });
});

test('tar: folders are left out, links and devices are listed and not followed, a hard link with content is a file', async () => {
  const bytes = blocks([
    { name: 'dossier/', type: '5' },
    { name: 'ancien/', type: '\0' },
    { name: 'lien', type: '2' },
    { name: 'dur', type: '1', size: 3 },
    { name: 'dur2', type: '1', data: text('contenu') },
    { name: 'tube', type: '6' },
    { name: 'b.txt', data: text('fin') },
  ]);
  assert.deepEqual((await members(Buffer.concat([bytes, END]))).found, [
    'lien <not_a_document link>',
    'dur <not_a_document link>',
    'dur2 contenu',
    'tube <not_a_document program_or_system_file>',
    'b.txt fin',
  ]);
});

test('tar: sparse files of all kinds come out with their holes', async () => {
  const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;
  const old: TarFile = {
    name: 'old',
    type: 'S',
    data: text('abcd'),
    fields: [
      [386, octal(1) + octal(2) + octal(5) + octal(2)],
      [483, octal(9)],
    ],
  };
  const bytes = blocks([
    old,
    pax({ 'GNU.sparse.size': '6', 'GNU.sparse.map': '1,1,4,1', 'GNU.sparse.name': 'un' }),
    { name: 'x', data: text('ef') },
    pax({
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 'deux',
      'GNU.sparse.realsize': '4',
    }),
    { name: 'y', data: Buffer.concat([padded(text('1\n2\n1\n')), text('g')]) },
  ]);
  assert.deepEqual((await members(Buffer.concat([bytes, END]))).found, [
    'old \0ab\0\0cd\0\0',
    'un \0e\0\0f\0',
    'deux \0\0g\0',
  ]);
});

test('tar: behind a damaged header the next good one is found, and the archive is read in part', async () => {
  const bytes = Buffer.concat([
    blocks([{ name: 'a.txt', data: text('un') }]),
    Buffer.alloc(1536, 0x5a),
    blocks([{ name: 'b.txt', data: text('deux') }]),
    END,
  ]);
  assert.deepEqual(await members(bytes), {
    found: ['a.txt un', 'b.txt deux'],
    fault: 'read_in_part damaged_structure',
  });
});

test('tar: what is cut off is told with the member and with the archive', async () => {
  const bytes = blocks([
    { name: 'a.txt', data: text('un') },
    { name: 'b.txt', data: Buffer.alloc(2000, 'x') },
  ]);
  const { found, fault } = await members(bytes.subarray(0, bytes.length - 1024));
  assert.equal(found[0], 'a.txt un');
  assert.match(found[1]!, /^b\.txt x{1024}<truncated>$/);
  assert.equal(fault, 'read_in_part truncated');
});

test('tar: a second archive behind the end of the first is read too', async () => {
  const one = blocks([{ name: 'a.txt', data: text('un') }]);
  const two = blocks([{ name: 'b.txt', data: text('deux') }]);
  assert.deepEqual((await members(Buffer.concat([one, END, two, END]))).found, ['a.txt un', 'b.txt deux']);
});

test('tar lists the label of a volume, which is empty', async () => {
  const bytes = Buffer.concat([
    blocks([
      { name: 'bande 7', type: 'V' },
      { name: 'a.txt', data: text('un') },
    ]),
    END,
  ]);
  assert.deepEqual(await members(bytes), { found: ['bande 7 ', 'a.txt un'], fault: '' });
});

test('tar finds what follows a header that says of its record that it has no end', async () => {
  const bytes = Buffer.concat([
    blocks([
      { name: 'g', type: 'g', size: 0o40000000000 },
      { name: 'a.txt', data: text('un') },
    ]),
    END,
  ]);
  assert.deepEqual(await members(bytes), { found: ['a.txt un'], fault: 'read_in_part damaged_structure' });
});

test('tar: changed bytes give members or a fault of the file, the same whether read in place or passing by', async () => {
  const bytes = Buffer.concat([
    blocks([
      pax({ path: 'p.txt' }),
      { name: 'a.txt', data: text('un') },
      { name: 'b.txt', data: Buffer.alloc(700, 'y') },
    ]),
    END,
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 }),
      async (changes) => {
        const changed = Uint8Array.from(bytes);
        // The first header stays: the compressed one is told by it.
        for (const [at, value] of changes) if (at >= 512) changed[at] = value;
        await members(changed);
      },
    ),
    { numRuns: 150 },
  );
});
