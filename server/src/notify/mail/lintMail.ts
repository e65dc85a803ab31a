import { Parser } from 'htmlparser2';
import { z } from 'zod';

/** A mail as it is given to be queued. */
export interface MailContents {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Elements of which a simple mail is made. Everything else is refused: scripts, forms, pictures, frames, styles that fetch. */
const ELEMENTS = new Set([
  'html', 'head', 'title', 'meta', 'body', 'main', 'header', 'footer', 'section', 'article', 'div', 'span', 'p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4',
  'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'strong', 'em', 'b', 'i', 'u', 'small', 'abbr', 'blockquote', 'pre', 'code', 'a', 'table', 'thead', 'tbody', 'tr',
  'th', 'td', 'caption', 'address', 'time',
]); // prettier-ignore
const ATTRIBUTES = new Set([
  'lang', 'dir', 'href', 'style', 'charset', 'name', 'content', 'title', 'colspan', 'rowspan', 'scope', 'role', 'align', 'valign', 'width', 'border',
  'cellpadding', 'cellspacing', 'datetime', 'http-equiv',
]); // prettier-ignore

/** Bytes of all of a mail. */
const LARGEST = 200_000;
/** What a template leaves behind that was not filled in. */
const LEFT_OVER = /\{\{|\}\}|<%|%>|\$\{|\[object |\bundefined\b|\bNaN\b/;

/** What is wrong with a mail, each as a short code with its place; empty where it may leave. `site`: the only domain it may link to. */
export function lintMail(mail: MailContents, site: string): string[] {
  const faults = [...addressFaults(mail.to), ...subjectFaults(mail.subject), ...sizeFaults(mail)];
  if (faults.length > 0) return faults;
  return [
    ...textFaults(mail.text, site).map((fault) => `text: ${fault}`),
    ...htmlFaults(mail.html, site).map((fault) => `html: ${fault}`),
  ];
}

function addressFaults(to: string): string[] {
  // One mailbox: no list, no name, no comment.
  return to.length <= 254 && z.email().safeParse(to).success ? [] : ['to: not one address'];
}

function subjectFaults(subject: string): string[] {
  return [
    ...(subject.trim() === '' ? ['subject: empty'] : []),
    ...(subject.length > 150 ? ['subject: longer than 150 characters'] : []),
    ...(/\p{Cc}/u.test(subject) ? ['subject: control characters'] : []),
    ...(LEFT_OVER.test(subject) ? ['subject: not filled in'] : []),
  ];
}

function sizeFaults({ text, html }: MailContents): string[] {
  return [
    ...(text.trim() === '' ? ['text: empty'] : []),
    ...(html.trim() === '' ? ['html: empty'] : []),
    ...(text.length + html.length > LARGEST ? ['larger than 200 kB'] : []),
  ];
}

/** Faults of text that people see: places not filled in, and links (also those that a mail program makes of it) elsewhere. */
function textFaults(text: string, site: string): string[] {
  return [
    ...(LEFT_OVER.test(text) ? ['not filled in'] : []),
    ...[...text.matchAll(/\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"]{1,200}/gi)].flatMap(([link]) =>
      linkFaults(link, site),
    ),
    ...[...text.matchAll(/@([a-z0-9.-]{1,253})/gi)].flatMap(([, at]) =>
      isWithin(at!.endsWith('.') ? at!.slice(0, -1) : at!, site) ? [] : ['address of another domain'],
    ),
  ];
}

/** Faults of a link: it leads to the hospital's own site, or opens a mail or a call to the hospital. */
function linkFaults(link: string, site: string): string[] {
  const value = link.trim();
  if (/^tel:\+?[\d\s().-]{3,30}$/i.test(value)) return [];
  const mail = /^mailto:[^@?]{1,64}@([a-z0-9.-]{1,253})$/i.exec(value);
  if (mail !== null) return isWithin(mail[1]!, site) ? [] : ['link to an address of another domain'];
  let url: URL;
  try {
    url = new URL(/^www\./i.test(value) ? `https://${value}` : value);
  } catch {
    return ['link that is none'];
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return [`link with ${url.protocol}`];
  if (url.username !== '' || url.password !== '' || url.port !== '') return ['link with a name or port'];
  // What follows a question mark could tell who opened it.
  if (url.search !== '') return ['link with a query'];
  return isWithin(url.hostname, site) ? [] : ['link to another domain'];
}

function isWithin(host: string, site: string): boolean {
  const own = host.toLowerCase();
  return own === site || own.endsWith(`.${site}`);
}

function htmlFaults(html: string, site: string): string[] {
  const faults = new Set<string>();
  let text = '';
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!ELEMENTS.has(name)) faults.add(`element ${name.slice(0, 20)}`);
      for (const [attribute, value] of Object.entries(attributes))
        for (const fault of attributeFaults(name, attribute, value, site)) faults.add(fault);
      // Words of neighbouring elements are not one word.
      text += ' ';
    },
    onclosetag() {
      text += ' ';
    },
    ontext: (piece) => void (text += piece),
    oncomment: () => void faults.add('comment'),
    onprocessinginstruction(name, data) {
      if (!/^!doctype html$/i.test(data.trim())) faults.add(`instruction ${name.slice(0, 20)}`);
    },
  });
  parser.end(html);
  return [...faults, ...textFaults(text, site)];
}

function attributeFaults(element: string, attribute: string, value: string, site: string): string[] {
  if (!ATTRIBUTES.has(attribute)) return [`attribute ${attribute.slice(0, 20)}`];
  if (attribute === 'href') return element === 'a' ? linkFaults(value, site) : ['href outside of a link'];
  // A style that fetches needs url(…), image(…) or @import; escapes could hide it.
  if (attribute === 'style')
    return /[\\@]|url|image|expression|src/i.test(value) ? ['style that fetches'] : [];
  if (attribute === 'http-equiv') return /^content-type$/i.test(value) ? [] : ['http-equiv'];
  return [];
}
