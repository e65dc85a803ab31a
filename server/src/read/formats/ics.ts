import { encode } from '../../text/windows1252.ts';
import { type ContentLine, contentLines, embeddedFile, unescaped } from '../contentLines.ts';
import { TextEmitter } from '../emitText.ts';
import type { Format, Member, Sink } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { PersonRows } from '../personRow.ts';
import { memorySource } from '../source.ts';
import { TextTwins } from '../textTwins.ts';
import { htmlToText } from './html.ts';

/** What a person sees of an entry, by property. */
const LABELS: Readonly<Record<string, string>> = {
  SUMMARY: 'Objet', DTSTART: 'Début', DTEND: 'Fin', DUE: 'Échéance', COMPLETED: 'Terminé', LOCATION: 'Lieu', CONTACT: 'Contact', CATEGORIES: 'Catégories', RESOURCES: 'Ressources',
}; // prettier-ignore
const TEXTS = new Set(['DESCRIPTION', 'COMMENT', 'X-ALT-DESC']);
/** Properties that programs leave for themselves. */
const TECHNICAL =
  /^X-(?:MICROSOFT|MS|APPLE|MOZ|LIC|GOOGLE|WR|EVOLUTION|KDE|LOTUS|EXCHANGE|ENTOURAGE|OUTLOOK)-/;
/** An entry above this is cut. */
const ENTRY_LIMIT = 4 << 20;
const LINES_LIMIT = 20_000;
const DEPTH_LIMIT = 20;
const FILE_LINE = /^ATTACH[;:]/i;

/** Calendars (iCalendar, vCalendar; .ics, .vcs): each appointment, task or note is a row of its own text, files in it are members. */
export const ics: Format = {
  name: 'ics',
  recognise: (head) => (looksLikeText(head) && /^\s*BEGIN:VCALENDAR\b/i.test(headText(head, 400)) ? 0.95 : 0),
  read: async (source, sink) => new CalendarWriter(sink).write(contentLines(source)),
  async *members(source): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const lines of contentLines(source, FILE_LINE))
      for (const line of lines) {
        const file = embeddedFile(line);
        if (file === null) continue;
        const stated = line.parameters.get('X-FILENAME') ?? line.parameters.get('FILENAME') ?? [];
        const displayName = stated[0]?.replaceAll('\\', '/') ?? `part-${++ordinal}.${file.extension}`;
        yield { name: Buffer.from(displayName), displayName, source: memorySource(file.bytes, displayName) };
      }
  },
};

class CalendarWriter {
  readonly #sink: Sink;
  readonly #rows: PersonRows;
  /** Components that are open: VCALENDAR, VEVENT, VALARM. */
  readonly #open: string[] = [];
  #entries = 0;
  #begun = false;
  #name: string[] = [];
  #lines: string[] = [];
  #texts: string[] = [];
  #attendees: string[] = [];
  #html = '';

  constructor(sink: Sink) {
    this.#sink = sink;
    // The row is the text of the entry: whom it concerns stands in there, and not in columns.
    this.#rows = new PersonRows(sink, [{ name: 'Entrée', role: 'free_text' }]);
  }

  async write(batches: AsyncIterable<readonly ContentLine[]>): Promise<void> {
    for await (const lines of batches)
      for (const line of lines) {
        if (line.name === 'BEGIN') this.#begins(line.value.trim().toUpperCase());
        else if (line.name === 'END') await this.#close();
        else this.#line(line);
      }
    // An entry that was cut off.
    if (this.#lines.length + this.#texts.length > 0) await this.#entry();
    await this.#begin();
    await this.#rows.end();
  }

  #begins(component: string): void {
    if (this.#open.length < DEPTH_LIMIT) this.#open.push(component);
  }

  async #close(): Promise<void> {
    const closed = this.#open.pop() ?? '';
    if (this.#open.length === 1 && closed !== 'VTIMEZONE') await this.#entry();
  }

  #line(line: ContentLine): void {
    const { name, value } = line;
    if (this.#open.length <= 1) {
      if (/^(?:X-WR-CALNAME|X-WR-CALDESC|NAME)$/.test(name)) this.#name.push(unescaped(value));
      return;
    }
    if (this.#open.length > 2 || this.#open.at(-1) === 'VTIMEZONE') return;
    if (this.#lines.length + this.#texts.length + this.#attendees.length >= LINES_LIMIT) return;
    const label = LABELS[name];
    if (label !== undefined)
      this.#lines.push(`${label} : ${/^\d{8}/.test(value) ? moment(value) : unescaped(value)}`);
    else if (name === 'ATTENDEE' || name === 'ORGANIZER') this.#attendees.push(person(line));
    else if (name === 'X-ALT-DESC') this.#html = unescaped(value);
    else if (TEXTS.has(name)) this.#texts.push(unescaped(value));
    else if (name.startsWith('X-') && !TECHNICAL.test(name))
      this.#lines.push(`${name.slice(2)} : ${unescaped(value)}`);
  }

  async #entry(): Promise<void> {
    const people = this.#attendees.length === 0 ? [] : [`Participants : ${this.#attendees.join(', ')}`];
    const twins = new TextTwins();
    twins.add(this.#texts.join('\n'));
    const html = this.#html === '' ? '' : await htmlToText(encode(this.#html));
    const text = [...this.#lines, ...this.#texts, ...(twins.holds(html) ? [] : [html]), ...people]
      .filter((line) => line.trim() !== '')
      .join('\n');
    this.#lines = [];
    this.#texts = [];
    this.#attendees = [];
    this.#html = '';
    await this.#begin();
    await this.#rows.write([[0, text.slice(0, ENTRY_LIMIT)]], ++this.#entries);
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#sink.segment({ kind: 'part', place: 'row', name: this.#name[0] ?? '', number: 0 });
    if (this.#name.length === 0) return;
    const emitter = new TextEmitter(this.#sink);
    await emitter.write(encode(`${this.#name.join('\n')}\n`));
    await emitter.end();
  }
}

/** '20160314T090000Z' as '14/03/2016 09:00'. */
function moment(value: string): string {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?/.exec(value);
  if (match === null) return value;
  const [, year, month, day, hour, minute] = match;
  return `${day!}/${month!}/${year!}${hour === undefined ? '' : ` ${hour}:${minute!}`}`;
}

function person({ parameters, value }: ContentLine): string {
  const name = parameters.get('CN')?.join(', ') ?? '';
  const address = unescaped(value).replace(/^mailto:/i, '');
  return name === '' || name === address ? address : `${name} <${address}>`;
}
