import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { ZipFile } from 'yazl';

/** The moment that archives carry: a fixed one, so that the same seed gives the same bytes. */
const MTIME = new Date(Date.UTC(2022, 7, 20, 3, 0, 0));

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text in one of the encodings that a file share holds. */
export function textFile(
  lines: readonly string[],
  encoding: 'utf8' | 'utf8-bom' | 'windows-1252' | 'utf16',
): Buffer {
  const text = lines.join('\r\n');
  if (encoding === 'utf8-bom') return Buffer.from(`\ufeff${text}`);
  return encoding === 'utf8' ? Buffer.from(text) : iconv.encode(text, encoding, { addBOM: true });
}

/** A zip archive of entries. */
export async function zipFile(entries: readonly { name: string; bytes: Uint8Array }[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of entries)
    zip.addBuffer(Buffer.from(bytes), name, { mtime: MTIME, compress: name !== 'mimetype' });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

export function docxFile(lines: readonly string[]): Promise<Buffer> {
  const body = lines
    .map((line) => `<w:p><w:r><w:t xml:space="preserve">${escape(line)}</w:t></w:r></w:p>`)
    .join('');
  return zipFile([
    {
      name: '[Content_Types].xml',
      bytes: Buffer.from(
        `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: Buffer.from(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
    },
    {
      name: 'word/document.xml',
      bytes: Buffer.from(
        `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
      ),
    },
  ]);
}

export function odtFile(lines: readonly string[]): Promise<Buffer> {
  const body = lines.map((line) => `<text:p>${escape(line)}</text:p>`).join('');
  return openDocument('text', `<office:text>${body}</office:text>`);
}

export function odsFile(sheet: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const cells = rows
    .map(
      (row) =>
        `<table:table-row>${row.map((cell) => `<table:table-cell office:value-type="string"><text:p>${escape(cell)}</text:p></table:table-cell>`).join('')}</table:table-row>`,
    )
    .join('');
  return openDocument(
    'spreadsheet',
    `<office:spreadsheet><table:table table:name="${escape(sheet)}">${cells}</table:table></office:spreadsheet>`,
  );
}

function openDocument(kind: 'text' | 'spreadsheet', body: string): Promise<Buffer> {
  const type = `application/vnd.oasis.opendocument.${kind}`;
  const names =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"';
  return zipFile([
    { name: 'mimetype', bytes: Buffer.from(type) },
    {
      name: 'content.xml',
      bytes: Buffer.from(
        `${XML}<office:document-content ${names}><office:body>${body}</office:body></office:document-content>`,
      ),
    },
    {
      name: 'META-INF/manifest.xml',
      bytes: Buffer.from(
        `${XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/></manifest:manifest>`,
      ),
    },
  ]);
}

export function xlsxFile(sheet: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const data = rows
    .map(
      (row, r) =>
        `<row r="${r + 1}">${row.map((cell) => `<c t="inlineStr"><is><t>${escape(cell)}</t></is></c>`).join('')}</row>`,
    )
    .join('');
  return zipFile([
    {
      name: '[Content_Types].xml',
      bytes: Buffer.from(
        `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: Buffer.from(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/workbook.xml',
      bytes: Buffer.from(
        `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="${escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: Buffer.from(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      bytes: Buffer.from(
        `${XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${data}</sheetData></worksheet>`,
      ),
    },
  ]);
}

export function htmlFile(title: string, lines: readonly string[]): Buffer {
  return Buffer.from(
    `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body>${lines.map((line) => `<p>${escape(line)}</p>`).join('\n')}</body></html>`,
  );
}

const PAGE_LINES = 50;

/** A PDF of one or more pages in Helvetica (WinAnsi). */
export function pdfFile(lines: readonly string[]): Buffer {
  const pages: string[][] = [];
  for (let at = 0; at < lines.length; at += PAGE_LINES) pages.push(lines.slice(at, at + PAGE_LINES));
  const objects: Buffer[] = [];
  const add = (text: string): void => void objects.push(iconv.encode(text, 'windows-1252'));
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${4 + i * 2} 0 R`).join(' ')}] >>`,
  );
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  pages.forEach((page, i) => {
    const content = `BT /F1 10 Tf 50 800 Td 14 TL ${page.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n')} ET`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + i * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    add(`<< /Length ${iconv.encode(content, 'windows-1252').length} >>\nstream\n${content}\nendstream`);
  });
  return assemblePdf(objects);
}

function assemblePdf(objects: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  objects.forEach((object, i) => {
    offsets.push(length);
    const whole = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    length += whole.length;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** An e-mail with its body and attachments. */
export function mailFile(mail: {
  from: string;
  to: string;
  subject: string;
  date: string;
  lines: readonly string[];
  attachments: readonly { name: string; bytes: Uint8Array }[];
}): Buffer {
  const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const wrap = (bytes: Uint8Array): string =>
    Buffer.from(bytes)
      .toString('base64')
      .replace(/(.{76})(?=.)/g, '$1\r\n');
  const boundary = 'limite-de-partie';
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrap(Buffer.from(mail.lines.join('\r\n')))}`,
    ...mail.attachments.map(
      (a) =>
        `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${a.name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '')}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrap(a.bytes)}`,
    ),
  ];
  const head = `From: ${mail.from}\r\nTo: ${mail.to}\r\nSubject: ${encoded(mail.subject)}\r\nDate: ${mail.date}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
  return Buffer.from(
    `${head}${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`,
  );
}

/** A gzipped tar archive. */
export function tarGzFile(entries: readonly { name: string; bytes: Uint8Array }[]): Buffer {
  const blocks = entries.flatMap(({ name, bytes }) => [
    tarHeader(name, bytes.length),
    Buffer.from(bytes),
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(
    `${Math.floor(MTIME.getTime() / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  );
  header.write('        0', 148);
  header.write('ustar\u000000', 257);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
