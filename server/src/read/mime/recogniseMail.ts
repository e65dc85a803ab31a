import { LastAnswer } from '../lastAnswer.ts';

/** Headers that hardly anything but a mail has. */
const STRONG =
  /^(?:message-id|mime-version|received|return-path|delivered-to|dkim-signature|arc-seal|arc-message-signature|x-mozilla-status2?|x-originating-ip|x-received|x-mailer|x-uidl|x-gmail-labels|x-ms-exchange-[\w-]+|authentication-results|received-spf)$/;
/** Headers that mails have, and other texts may have. */
const KNOWN =
  /^(?:from|to|cc|bcc|subject|date|sender|reply-to|content-type|content-transfer-encoding|content-disposition|in-reply-to|references|importance|x-priority|thread-topic|thread-index|user-agent|list-id|organization|lines|status|x-status|x-[\w-]+)$/;

/** So much of a text is looked at: headers of long lists of addresses fill it. */
const HEAD = 65_536;
const LINES = 2_000;

const headers = new LastAnswer(readNames);

/** Names of the headers with which a text begins, in lower case; none where its first line is no header. */
export function leadingHeaders(head: Uint8Array): ReadonlySet<string> {
  return headers.of(head);
}

function readNames(head: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  const lines = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD))
    .toString('latin1')
    .replace(/^(?:\u00ef\u00bb\u00bf)?[\r\n]*/, '')
    .split(/\r\n|\n|\r/, LINES);
  if (/^>From /.test(lines[0]!)) lines.shift();
  for (const line of lines) {
    if (/^[ \t]/.test(line) && names.size > 0) continue;
    const name = /^([A-Za-z][\w-]{0,60})[ \t]*:/.exec(line)?.[1];
    if (name === undefined) break;
    names.add(name.toLowerCase());
  }
  return names;
}

/** How many of these headers only mails have, and how many mails have at all. */
export function countMailHeaders(names: ReadonlySet<string>): { strong: number; known: number } {
  const strong = [...names].filter((name) => STRONG.test(name)).length;
  return {
    strong,
    known: strong + [...names].filter((name) => KNOWN.test(name) && !STRONG.test(name)).length,
  };
}
