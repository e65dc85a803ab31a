import type { Format } from '../format.ts';
import { mailContents } from '../mime/mailContents.ts';
import { mailMembers } from '../mime/mailMembers.ts';
import { countMailHeaders, leadingHeaders } from '../mime/recogniseMail.ts';
import { writeMail } from '../mime/writeMail.ts';

/** Web pages in one file (MHTML, RFC 2557): built like a mail; the pages are the item's text, their pictures its members. */
export const mht: Format = {
  name: 'mht',
  recognise(head, extension) {
    const names = leadingHeaders(head);
    if (!names.has('content-type') || countMailHeaders(names).known < 2) return 0;
    if (names.has('snapshot-content-location') || /^mht(?:ml)?$/.test(extension)) return 0.95;
    if (names.has('to') || names.has('received') || names.has('message-id')) return 0;
    const start = Buffer.from(head.subarray(0, 8_192)).toString('latin1');
    return /^content-type:\s*multipart\/related/im.test(start) ? 0.95 : 0;
  },
  read: async (source, sink) => writeMail(await mailContents(source), sink),
  members: (source) => mailMembers(source),
};
