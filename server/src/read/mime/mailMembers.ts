import { decode } from '../../text/windows1252.ts';
import type { Member, Source } from '../format.ts';
import { memorySource } from '../source.ts';
import { decodeCharset } from './decodeCharset.ts';
import { charsetOf, isHtml, mailContents, partContent, partName, partSource } from './mailContents.ts';
import type { MimePart } from './mimeParts.ts';
import { takeUuBlocks } from './uuBlocks.ts';

/** A text above this size is not searched for uuencoded files. */
const SEARCHED_TEXT = 8 << 20;

const BEGIN = Buffer.from('begin ');

/** What a mail carries, in its order: attached files and mails, then files that stand uuencoded in its text. */
export async function* mailMembers(source: Source, start = 0): AsyncGenerator<Member> {
  const mail = await mailContents(source, start);
  let ordinal = 0;
  for (const part of mail.attachments) {
    const displayName = partName(part, ++ordinal);
    yield { name: Buffer.from(displayName), displayName, source: await partSource(part, displayName) };
  }
  for (const part of mail.bodies) yield* uuMembers(part);
  if (mail.fault !== null) throw mail.fault;
}

async function* uuMembers(part: MimePart): AsyncGenerator<Member> {
  if (isHtml(part) || part.end - part.start > SEARCHED_TEXT) return;
  const raw = await part.source.readAt(part.start, part.end - part.start);
  if (!Buffer.from(raw.buffer, raw.byteOffset, raw.length).includes(BEGIN)) return;
  const chunks = await Array.fromAsync(
    decodeCharset(partContent(part), charsetOf(part)),
    (chunk) => new Uint8Array(chunk),
  );
  const { files } = takeUuBlocks(decode(Buffer.concat(chunks)));
  for (const { name, bytes } of files)
    yield {
      name: Buffer.from(name),
      displayName: name.replaceAll('\\', '/'),
      source: memorySource(bytes, name),
    };
}
