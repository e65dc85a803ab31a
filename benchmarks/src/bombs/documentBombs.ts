import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import type { Bomb } from './bomb.ts';
import { type ZipPart, zipOf } from './zipParts.ts';

const LINE = 'Patiente : EXEMPLE Jeanne, née le 14/07/1984\n';

async function writePieces(path: string, pieces: Iterable<Uint8Array | string>): Promise<void> {
  await pipeline(Readable.from(pieces, { objectMode: true }), createWriteStream(path));
}

function* repeated(piece: string, times: number): Generator<string> {
  const many = piece.repeat(Math.max(1, Math.floor((1 << 20) / piece.length)));
  for (let i = 0; i < (times * piece.length) / many.length; i++) yield many;
}

function part(name: string, text: string): ZipPart {
  const bytes = Buffer.from(text);
  return {
    name,
    packed: deflateRawSync(bytes, { level: 1 }),
    method: 8,
    size: bytes.length,
    crc: crc32(bytes),
  };
}

const CONTENT_TYPES = part('[Content_Types].xml', '<Types/>');

function xlsxOf(strings: number): Buffer[] {
  const long = 'x'.repeat(1000);
  return zipOf([
    CONTENT_TYPES,
    part(
      'xl/workbook.xml',
      '<workbook xmlns:r="r"><sheets><sheet name="Feuil1" r:id="r1"/></sheets></workbook>',
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    part(
      'xl/worksheets/sheet1.xml',
      '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
    ),
    part('xl/sharedStrings.xml', `<sst>${`<si><t>${long}</t></si>`.repeat(strings)}</sst>`),
  ]);
}

function docxOf(attribute: number): Buffer[] {
  const text = `<w:document><w:body><w:p><w:r><w:t>${LINE}</w:t></w:r></w:p><w:p w:x="${'y'.repeat(attribute)}"><w:r><w:t>fin</w:t></w:r></w:p></w:body></w:document>`;
  return zipOf([CONTENT_TYPES, part('word/document.xml', text)]);
}

/** A PDF of one page whose content is so many bytes of blanks, packed. */
function pdfOf(bytes: number): Buffer {
  const stream = deflateSync(Buffer.alloc(bytes, ' '), { level: 9 });
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << >> >>',
  ];
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  const add = (bytesOf: Buffer): void => {
    offsets.push(at);
    parts.push(bytesOf);
    at += bytesOf.length;
  };
  objects.forEach((object, i) => add(Buffer.from(`${i + 1} 0 obj\n${object}\nendobj\n`)));
  add(
    Buffer.concat([
      Buffer.from(`4 0 obj\n<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
      stream,
      Buffer.from('\nendstream\nendobj\n'),
    ]),
  );
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 5\n0000000000 65535 f \n${table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A PNG that says it is 50,000 pixels wide and high. */
function pngFlood(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32BE(data.length, 0);
    sizes.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([sizes.subarray(0, 4), body, sizes.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(50_000, 0);
  header.writeUInt32BE(50_000, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(50_000 * 6251), { level: 9 });
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const ENTITIES = Array.from(
  { length: 12 },
  (_, i) => `<!ENTITY e${i + 1} "${i === 0 ? 'haha' : `&e${i};`.repeat(10)}">`,
).join('');

function nestedMail(depth: number): string {
  let mail = `From: a@b.example\r\nTo: c@d.example\r\nSubject: fond\r\nDate: Tue, 01 Mar 2016 09:00:00 +0100\r\n\r\n${LINE}`;
  for (let level = 0; level < depth; level++)
    mail = `From: a@b.example\r\nTo: c@d.example\r\nSubject: ${level}\r\nDate: Tue, 01 Mar 2016 09:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\nContent-Type: text/plain\r\n\r\n${LINE}\r\n--b${level}\r\nContent-Type: message/rfc822\r\n\r\n${mail}\r\n--b${level}--\r\n`;
  return mail;
}

const HARMLESS = [
  'read_in_part depth_limit',
  'read',
  'read_in_part size_limit',
  'read_in_part memory_limit',
  'out_of_memory memory_limit',
];

export const DOCUMENT_BOMBS: readonly Bomb[] = [
  {
    name: 'PNG, 50,000 × 50,000 pixels',
    file: 'flood.png',
    build: (path) => writeFile(path, pngFlood()),
    expected: ['read_in_part pixel_limit'],
  },
  {
    name: 'XML, a billion laughs',
    file: 'laughs.xml',
    build: (path) =>
      writeFile(path, `<?xml version="1.0"?><!DOCTYPE a [${ENTITIES}]><a><b>${LINE}</b><c>&e12;</c></a>`),
    expected: ['read'],
    keeps: LINE.length - 2,
  },
  {
    name: 'XML, one entity of 1 MB used 100,000 times',
    file: 'quadratic.xml',
    build: (path) =>
      writePieces(path, [
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "${'x'.repeat(1 << 20)}">]><a><b>${LINE}</b><c>`,
        '&e;'.repeat(100_000),
        '</c></a>',
      ]),
    expected: ['read'],
    keeps: LINE.length - 2,
  },
  {
    name: 'XML, 5 million levels deep',
    file: 'deep.xml',
    build: (path) =>
      writePieces(path, [`<?xml version="1.0"?><a><b>${LINE}</b>`, ...repeated('<a>', 5_000_000)]),
    expected: HARMLESS,
    keeps: LINE.length - 2,
  },
  {
    name: 'Excel, 400 MB of shared strings',
    file: 'strings.xlsx',
    build: (path) => writePieces(path, xlsxOf(400_000)),
    expected: ['read_in_part memory_limit', 'read_in_part size_limit'],
  },
  {
    name: 'Word, an attribute of 400 MB',
    file: 'attribute.docx',
    build: (path) => writePieces(path, docxOf(400 << 20)),
    expected: HARMLESS,
    keeps: LINE.length - 2,
  },
  {
    name: 'PDF, a page of 1.5 GB',
    file: 'page.pdf',
    build: (path) => writeFile(path, pdfOf(1_500_000_000)),
    expected: [...HARMLESS, 'read_in_part image_only', 'unsupported image_only'],
  },
  {
    name: 'mailbox of 3 million messages',
    file: 'many.mbox',
    build: (path) =>
      writePieces(
        path,
        repeated(`From a@b.example Tue Mar  1 09:00:00 2016\nSubject: x\n\n.\n\n`, 3_000_000),
      ),
    expected: ['read_in_part member_limit'],
    lists: 2_000_000,
  },
  {
    name: 'mail in a mail, 60 deep',
    file: 'nested.eml',
    build: (path) => writeFile(path, nestedMail(60)),
    expected: ['read_in_part depth_limit'],
    keeps: 10 * LINE.length,
  },
  {
    name: 'JSON, 100 million levels deep',
    file: 'deep.json',
    build: (path) => writePieces(path, [`[{"nom":"EXEMPLE"},`, ...repeated('[', 100_000_000)]),
    expected: [
      ...HARMLESS,
      'read_in_part depth_limit',
      'corrupt damaged_structure',
      'read_in_part damaged_structure',
    ],
  },
  {
    name: 'CSV, one line of 2 GB',
    file: 'line.csv',
    build: (path) =>
      writePieces(path, [
        'IPP;NOM;DDN\n0084512;EXEMPLE;14/07/1984\n',
        ...repeated('EXEMPLE;0084512;14/07/1984;', 79_000_000),
      ]),
    expected: HARMLESS,
    keeps: 20,
  },
];
