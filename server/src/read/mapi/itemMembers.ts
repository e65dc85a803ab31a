import { type Member, ReadFault, type Source } from '../format.ts';
import { memorySource, unpackedSource } from '../source.ts';
import type { MapiAttachment, MapiData, MapiItem } from './mapiItem.ts';
import { writeTnef } from './writeTnef.ts';

/** Data up to this size are read at once. */
const SMALL = 4 << 20;

/** What an item carries: files as they are, items written out. */
export async function* itemMembers(item: MapiItem): AsyncGenerator<Member> {
  let ordinal = 0;
  for (const attachment of item.attachments) {
    if (attachment.data === null && attachment.item === null) continue;
    yield await memberOf(attachment, ++ordinal);
  }
}

async function memberOf(attachment: MapiAttachment, ordinal: number): Promise<Member> {
  const displayName = attachmentName(attachment, ordinal);
  const name = Buffer.from(displayName);
  try {
    return { name, displayName, source: await sourceOf(attachment, displayName) };
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    return { name, displayName, fate: 'corrupt', reason: 'damaged_structure' };
  }
}

async function sourceOf({ data, item }: MapiAttachment, name: string): Promise<Source> {
  if (item === null) return await dataSource(data!, name);
  return await dataSource(await writeTnef(await item()), name);
}

/** Data as a source of its own. */
export async function dataSource(data: MapiData, name: string): Promise<Source> {
  if (data.size > SMALL) return await unpackedSource(name, data.size, () => data.open());
  const chunks = await Array.fromAsync(data.open(), (chunk) => new Uint8Array(chunk));
  return memorySource(Buffer.concat(chunks), name);
}

/** The long file name, the short one, the name as shown; an attached item goes by its subject. */
function attachmentName({ properties, item }: MapiAttachment, ordinal: number): string {
  const names = [0x3707, 0x3704, 0x3001].map((id) => properties.text(id).replaceAll('\\', '/').trim());
  const name = names.find((text) => text !== '');
  if (item !== null) return name ?? `message-${ordinal}`;
  if (name !== undefined) return name;
  return `part-${ordinal}${properties.text(0x3703)}`;
}
