import { type Format, type Member, type Source } from '../format.ts';
import { memorySource } from '../source.ts';

const LF = 0x0a;
const FROM = Buffer.from('From ');
/** A message is held whole; a larger one is cut. */
const MESSAGE_LIMIT = 128 << 20;

/** Unix mailboxes: messages begin at lines 'From …'. */
export const mbox: Format = {
  name: 'mbox',
  recognise(head, extension) {
    const start = Buffer.from(head.subarray(0, 2000)).toString('latin1');
    if (!/^From \S.*\r?\n/.test(start) && !/^From .*\d{4}\r?\n/.test(start)) return 0;
    return /\n[A-Z][\w-]+: /.test(start) || extension === 'mbox' ? 0.9 : 0;
  },
  async *members(source): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const message of messages(source)) {
      const displayName = `message-${++ordinal}`;
      yield {
        name: Buffer.from(displayName),
        displayName,
        source: memorySource(message, `${displayName}.eml`),
      };
    }
  },
};

/** The messages without their 'From ' line, '>From ' unquoted. */
async function* messages(source: Source): AsyncGenerator<Uint8Array> {
  let lines: Uint8Array[] = [];
  let size = 0;
  let previousBlank = true;
  let first = true;
  for await (const line of linesOf(source)) {
    if (previousBlank && startsWith(line, FROM, 0)) {
      if (!first) yield Buffer.concat(lines);
      first = false;
      lines = [];
      size = 0;
    } else if (size < MESSAGE_LIMIT) {
      const kept = unquote(line);
      lines.push(kept);
      size += kept.length;
    }
    previousBlank = line.length === 1 || (line.length === 2 && line[0] === 0x0d);
  }
  if (!first) yield Buffer.concat(lines);
}

async function* linesOf(source: Source): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of source.stream()) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      yield bytes.slice(from, at + 1);
      from = at + 1;
    }
    rest = bytes.slice(from);
  }
  if (rest.length > 0) yield rest;
}

function startsWith(line: Uint8Array, prefix: Uint8Array, at: number): boolean {
  return prefix.every((b, i) => line[at + i] === b);
}

function unquote(line: Uint8Array): Uint8Array {
  let marks = 0;
  while (line[marks] === 0x3e) marks++;
  return marks > 0 && startsWith(line, FROM, marks) ? line.subarray(1) : line;
}
