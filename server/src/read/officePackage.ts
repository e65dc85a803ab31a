import { readFileNames } from './zipHead.ts';

const OFFICE_FOLDER = /^(?:word|xl|ppt|visio)\//;

/**
 * How sure it is that a zip is an Office document with content below `folder`: by the names of the entries that stand in the head,
 * else by its extension.
 */
export function looksLikeOffice(
  head: Uint8Array,
  extension: string,
  folder: string,
  extensions: readonly string[],
): number {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return 0;
  const names = readFileNames(head);
  // The first folder counts: a document stored inside shows its own names further on.
  const first = names.find((name) => OFFICE_FOLDER.test(name));
  if (first !== undefined) return first.startsWith(folder) ? 0.95 : 0;
  const office = names.some((name) => name === '[Content_Types].xml' || name === '_rels/.rels');
  return extensions.includes(extension) && (office || names.length === 0)
    ? 0.7
    : office && extensions.includes(extension)
      ? 0.8
      : 0;
}

/** How sure it is that a zip is an OpenDocument (or a document of OpenOffice 1) of this type: its first entry is an uncompressed 'mimetype'. */
export function looksLikeOpenDocument(
  head: Uint8Array,
  extension: string,
  type: string,
  extensions: readonly string[],
): number {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return 0;
  const start = Buffer.from(head.subarray(0, 200)).toString('latin1');
  const mimetype = /mimetypeapplication\/vnd\.(?:oasis\.opendocument|sun\.xml)\.([a-z]+)/.exec(start)?.[1];
  if (mimetype !== undefined) return OLD_TYPES[mimetype] === type || mimetype === type ? 0.98 : 0;
  return extensions.includes(extension) && readFileNames(head).includes('content.xml') ? 0.8 : 0;
}

/** How OpenOffice 1 called them. */
const OLD_TYPES: Record<string, string> = {
  writer: 'text',
  calc: 'spreadsheet',
  impress: 'presentation',
  draw: 'graphics',
};
