import type { Format } from '../format.ts';
import { mailContents } from '../mime/mailContents.ts';
import { mailMembers } from '../mime/mailMembers.ts';
import { countMailHeaders, leadingHeaders } from '../mime/recogniseMail.ts';
import { writeMail } from '../mime/writeMail.ts';

/** Parts of a mail that stand alone: Outlook keeps a signed mail so, as 'smime.p7m'. */
const MULTIPART = /^content-type:\s*multipart\/[\w-]+\s*;[^:]*\bboundary=/im;

/** E-mails (RFC 5322, MIME): headers and texts are the item's own, attachments and attached mails its members. */
export const eml: Format = {
  name: 'eml',
  recognise(head, extension) {
    const names = leadingHeaders(head);
    const { strong, known } = countMailHeaders(names);
    const enough = known >= 3 || (strong > 0 && known >= 2) || (names.has('from') && known >= 2);
    if (enough || (names.has('content-type') && MULTIPART.test(startOf(head)))) return 0.9;
    return extension === 'eml' && known > 0 ? 0.7 : 0;
  },
  read: async (source, sink) => writeMail(await mailContents(source), sink),
  members: (source) => mailMembers(source),
};

function startOf(head: Uint8Array): string {
  return Buffer.from(head.subarray(0, 2_000)).toString('latin1');
}
