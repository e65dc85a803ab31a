import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextEmitter } from '../emitText.ts';
import { type ReadContext, ReadFault, type ScanEvent, type ScannedPage } from '../format.ts';
import { decode } from '../../text/windows1252.ts';
import { createImage, type GrayImage } from './grayImage.ts';
import { PageScanner } from './pageScanner.ts';
import { testPicture, TEST_WORDS } from './testPicture.ts';

/** Takes pages through a scanner; gives its text, its events and how it ended. */
async function scan(
  scans: ReadContext['scans'],
  pages: readonly (() => Promise<GrayImage>)[],
): Promise<{ text: string; events: ScanEvent[]; end: string }> {
  const events: ScanEvent[] = [];
  let text = '';
  const sink = {
    segment: (segment: { kind: string; bytes?: Uint8Array }) => void (text += decode(segment.bytes!)),
    scan: (event: ScanEvent) => void events.push(event),
  };
  const emitter = new TextEmitter(sink);
  const scanner = new PageScanner(sink, emitter, { passwords: [], scans });
  for (const [i, open] of pages.entries()) await scanner.page(i + 1, open);
  await emitter.end();
  try {
    scanner.end(false);
    return { text, events, end: 'read' };
  } catch (error) {
    assert.ok(error instanceof ReadFault);
    return { text, events, end: `${error.fate} ${error.reason}` };
  }
}

const words = (): Promise<GrayImage> => Promise.resolve(testPicture());
const blank = (): Promise<GrayImage> => Promise.resolve(createImage(40, 40));
const flood = (): Promise<GrayImage> => Promise.reject(new ReadFault('read_in_part', 'pixel_limit'));
const never = (): Promise<GrayImage> => Promise.reject(new Error('opened'));
const KNOWN: ScannedPage = { page: 1, text: 'Patient : VERNELLI\n', reason: '' };

/** On a busy machine a page that takes long says so again and again. */
function withoutRepeats(events: readonly ScanEvent[]): ScanEvent[] {
  return events.filter((event, i) => !(event.kind === 'scanning' && events[i - 1]?.kind === 'scanning'));
}

test('PageScanner counts pages that are left for later, and takes those that are known', async () => {
  const { text, events, end } = await scan({ recognise: false, known: [KNOWN] }, [never, never, never]);
  assert.equal(text, KNOWN.text);
  assert.deepEqual(events, [{ kind: 'scans', pages: 3, waiting: 2 }]);
  assert.equal(end, 'read_in_part scans_waiting');
});

test('PageScanner recognises what is not known and says so page by page', async () => {
  const { text, events, end } = await scan({ recognise: true, known: [KNOWN] }, [never, words, blank]);
  assert.equal(text, `${KNOWN.text}${TEST_WORDS}\n`);
  assert.deepEqual(withoutRepeats(events), [
    { kind: 'scanning', page: 2 },
    { kind: 'scanned', page: 2, text: `${TEST_WORDS}\n`, reason: '' },
    { kind: 'scanning', page: 3 },
    { kind: 'scanned', page: 3, text: '', reason: 'no_text' },
    { kind: 'scans', pages: 3, waiting: 0 },
  ]);
  assert.equal(end, 'read');
});

test('PageScanner gives up a page that cannot be had and goes on', async () => {
  const { text, end } = await scan({ recognise: true, known: [] }, [flood, words]);
  assert.equal(text, `${TEST_WORDS}\n`);
  assert.equal(end, 'read_in_part pixel_limit');
});

test('PageScanner names the limit where a page was given up before, and an item without text', async () => {
  const givenUp: ScannedPage = { page: 1, text: '', reason: 'time_limit' };
  assert.equal((await scan({ recognise: true, known: [givenUp] }, [never])).end, 'timed_out time_limit');
  assert.equal((await scan({ recognise: true, known: [] }, [blank])).end, 'empty no_text');
});
