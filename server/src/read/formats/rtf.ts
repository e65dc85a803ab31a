import { type Format, type Member, ReadFault } from '../format.ts';
import { RtfMembers } from '../office/rtfMembers.ts';
import { RtfParser } from '../office/rtfParser.ts';
import { RtfText } from '../office/rtfText.ts';

/** Rich Text Format: body, headers, notes, comments, text boxes, deleted revisions, properties. Pictures and embedded objects are members. */
export const rtf: Format = {
  name: 'rtf',
  recognise: (head) =>
    /^(?:\xef\xbb\xbf)?\s{0,100}\{\\rt/.test(Buffer.from(head.subarray(0, 200)).toString('latin1'))
      ? 0.95
      : 0,
  async read(source, sink) {
    const text = new RtfText(sink);
    const parser = new RtfParser(text);
    for await (const chunk of source.stream()) {
      parser.push(chunk);
      await text.flush();
    }
    await text.end();
    if (parser.isCut) throw new ReadFault('read_in_part', 'truncated');
  },
  async *members(source): AsyncGenerator<Member> {
    const members = new RtfMembers();
    const parser = new RtfParser(members);
    for await (const chunk of source.stream()) {
      parser.push(chunk);
      yield* members.take();
    }
  },
};
