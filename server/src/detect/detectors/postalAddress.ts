import type { DetectionContext, Detector } from '../detector.ts';
import type { Finding } from '../scan.ts';

const STREET =
  /^\d{1,4}(?: ?(?:bis|ter|quater|[A-D])(?![a-z]))?,? ?(?:rue|avenue|av\.?|boulevard|bd\.?|blvd|bld|place|pl\.?|all[e\u00e9]es?|impasse|imp\.?|chemin|che?\.?|route|rte\.?|quai|square|cours|sentier|sente|ruelle|villa|cit[e\u00e9]|r[e\u00e9]sidence|passage|faubourg|hameau|lotissement|clos|mail|parvis|esplanade|venelle|mont[e\u00e9]e|rond.point|r\.|street|road)[ .]/i;
const POSTCODE_TOWN =
  /(?:^|[^\d])((?:0[1-9]|[1-8]\d|9[0-8])\d{3})[ \u00a0-]{1,3}[A-Z\u00c0-\u00dd][^\n\d;,]{1,40}/;

/** How far behind the street the postcode may stand: the rest of its line and two more lines. */
const REACH = 160;

/** A street with its number, with the postcode and town that follow; or postcode and town alone. The value is the postcode. */
export const postalAddress: Detector = {
  kind: 'postal_address',
  digits: { min: 1, max: 40 },
  detect(context, run) {
    const width = run.end - run.start;
    if (width === 5) return townAlone(context, run.start);
    if (width > 4) return null;
    const text = String.fromCharCode(
      ...context.bytes.subarray(run.start, Math.min(context.length, run.start + REACH)),
    );
    if (!STREET.test(text)) return null;
    const lines = text.split('\n').slice(0, 4);
    let length = 0;
    for (const [i, line] of lines.entries()) {
      const town = POSTCODE_TOWN.exec(line);
      if (town !== null)
        return found(run.start, run.start + length + town.index + town[0].length, town[1]!, town[0]);
      if (i > 0 && line.trim() === '') break;
      length += line.length + 1;
    }
    return found(run.start, run.start + cut(lines[0]!), '', '');
  },
};

/** The street alone ends at a wide gap, a tab or a semicolon. */
function cut(line: string): number {
  const end = line.search(/\t|;| {3,}| - /);
  return end < 0 ? line.length : end;
}

function townAlone({ bytes, length }: DetectionContext, start: number): Finding | null {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(length, start + 60))).split('\n')[0]!;
  const town = POSTCODE_TOWN.exec(text);
  if (town?.index !== 0) return null;
  return { ...found(start, start + town[0].length, town[1]!, town[0]), confidence: 0.5 };
}

function found(start: number, end: number, postcode: string, town: string): Finding {
  const organisation = /cedex/i.test(town);
  return {
    kind: 'postal_address',
    start,
    end,
    value: postcode,
    confidence: organisation ? 0.2 : 0.85,
    labelled: false,
  };
}
