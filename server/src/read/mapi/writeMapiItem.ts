import { encode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import { TextEmitter } from '../emitText.ts';
import { ReadFault, type Sink } from '../format.ts';
import { htmlToText } from '../formats/html.ts';
import { PersonRows } from '../personRow.ts';
import { labelledEncoding } from '../mime/decodeCharset.ts';
import { TextTwins } from '../textTwins.ts';
import { decompressRtf } from './compressedRtf.ts';
import { CONTACT_COLUMNS, contactCells } from './contactColumns.ts';
import { itemLines } from './itemLines.ts';
import type { MapiItem } from './mapiItem.ts';
import { type MapiProperties, PROPERTY_TYPE } from './mapiProperties.ts';
import { readRtfBody } from './rtfBody.ts';

const MESSAGE_CLASS = 0x001a;
const BODY = 0x1000;
const REPORT_TEXT = 0x1001;
const HTML = 0x1013;
const COMPRESSED_RTF = 0x1009;
const PGP_MESSAGE = '-----BEGIN PGP MESSAGE-----';
/**
 * Writes an item as a person sees it: the lines above it (sender, times, place …), then its text; a contact as a row first. Other versions of the text
 * (HTML, RTF) follow where they say anything more. Throws ReadFault at the end when the item was damaged or is encrypted.
 */
export async function writeMapiItem(item: MapiItem, sink: Sink): Promise<void> {
  const { properties } = item;
  if (isContact(properties)) await writeContact(properties, sink);
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const emitter = new TextEmitter(sink);
  const twins = new TextTwins();
  const lines = itemLines(item);
  const body = bodyText(properties);
  twins.add(lines);
  twins.add(body);
  await emitter.write(encode([lines, body].filter((text) => text !== '').join('\n\n')));
  await emitter.end();
  await writeTwins(properties, twins, sink);
  if (item.damaged) throw new ReadFault('read_in_part', 'damaged_structure');
  if (body.includes(PGP_MESSAGE)) throw new ReadFault('encrypted', 'password_needed');
}

function isContact(properties: MapiProperties): boolean {
  return /^IPM\.Contact\b/i.test(properties.text(MESSAGE_CLASS));
}

async function writeContact(properties: MapiProperties, sink: Sink): Promise<void> {
  await sink.segment({ kind: 'part', place: 'row', name: 'contact', number: 0 });
  const rows = new PersonRows(sink, CONTACT_COLUMNS, true);
  await rows.write(contactCells(properties), 1);
  await rows.end();
}

function bodyText(properties: MapiProperties): string {
  return [BODY, REPORT_TEXT]
    .map((id) => properties.text(id).replace(/\r\n?/g, '\n'))
    .filter((text) => text.trim() !== '')
    .join('\n');
}

async function writeTwins(properties: MapiProperties, twins: TextTwins, sink: Sink): Promise<void> {
  for (const [name, text] of [
    ['html', await htmlBody(properties)],
    ['rtf', await rtfBody(properties)],
  ] as const) {
    if (text.trim() === '' || twins.holds(text)) continue;
    twins.add(text);
    await sink.segment({ kind: 'part', place: 'line', name, number: 0 });
    const emitter = new TextEmitter(sink);
    await emitter.write(encode(text));
    await emitter.end();
  }
}

/** The HTML body: bytes in the code page of the item, or a string. */
async function htmlBody(properties: MapiProperties): Promise<string> {
  const property = properties.list.find(({ id, name }) => id === HTML && name === null);
  if (property === undefined) return '';
  if (property.type !== PROPERTY_TYPE.binary) return await htmlToText(encode(properties.text(HTML)));
  const bytes = properties.binary(HTML)!;
  const page = properties.codePage;
  const isWestern = page === 65001 || page === 1252 || page === 28591 || page === 20127;
  return await htmlToText(
    isWestern ? decodeWhole(bytes, labelledEncoding(bytes)) : encode(properties.decodeBytes(bytes)),
  );
}

async function rtfBody(properties: MapiProperties): Promise<string> {
  const packed = properties.binary(COMPRESSED_RTF);
  const rtf = packed === null ? null : decompressRtf(packed);
  if (rtf === null) return '';
  const { kind, text } = readRtfBody(rtf);
  return kind === 'html' ? await htmlToText(encode(text)) : text.replace(/\r\n?/g, '\n');
}
