import { type Format, type Source } from '../format.ts';
import { mailContents } from '../mime/mailContents.ts';
import { mailMembers } from '../mime/mailMembers.ts';
import { countMailHeaders, leadingHeaders } from '../mime/recogniseMail.ts';
import { writeMail } from '../mime/writeMail.ts';
import { rangeSource } from '../source.ts';

/** The first line: how many bytes the mail behind it has. */
const COUNT = /^(\d{1,12})[ \t]*\r?\n/;

/** Mails of Apple Mail (.emlx, .partial.emlx): a line with the length of the mail, the mail, a property list with its state. */
export const emlx: Format = {
  name: 'emlx',
  recognise(head) {
    const count = countLine(head);
    if (count === null) return 0;
    const { known } = countMailHeaders(leadingHeaders(head.subarray(count[0].length)));
    return known >= 2 ? 0.95 : 0;
  },
  read: async (source, sink) => writeMail(await mailContents(await mailIn(source)), sink),
  async *members(source) {
    yield* mailMembers(await mailIn(source));
  },
};

function countLine(head: Uint8Array): RegExpExecArray | null {
  return COUNT.exec(Buffer.from(head.subarray(0, 20)).toString('latin1'));
}

/** The mail ends where its count says when a property list follows, else with the file. */
async function mailIn(source: Source): Promise<Source> {
  const count = countLine(source.head);
  const start = count?.[0].length ?? 0;
  const stated = Number(count?.[1] ?? 0);
  const behind = Buffer.from(await source.readAt(start + stated, 5)).toString('latin1');
  const size = behind === '<?xml' ? stated : (source.size ?? start + stated) - start;
  return await rangeSource(source, start, size, source.name);
}
