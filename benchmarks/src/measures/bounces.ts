import { CaseKeys } from '@constat/server/keys/caseKeys.ts';
import { parseBounce } from '@constat/server/notify/mail/bounces/parseBounce.ts';
import {
  brokenReports,
  forgedReports,
  realReports,
  type TestReport,
} from '@constat/server/notify/mail/bounces/testReports.ts';
import { mailToken, returnPathOf } from '@constat/server/notify/mail/mailNames.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';

const SETTINGS = { returnPath: { local: 'retours', domain: 'ch-henri-dunant.example' } };
const KEYS = new CaseKeys(Buffer.alloc(32, 7));
/** Whoever forges has other keys. */
const FOREIGN = new CaseKeys(Buffer.alloc(32, 8));

export const bounces: Measure = {
  name: 'bounces',
  help: 'reports of delivery in the shapes of many servers: read right, kept for a person where broken, without effect where forged',
  run() {
    const path = (keys: CaseKeys) => (number: number) =>
      returnPathOf(keys, mailToken(KEYS, number, 1), SETTINGS);
    const real = realReports(path(KEYS));
    const broken = brokenReports(path(KEYS));
    const forged = forgedReports(path(FOREIGN));
    const right = real.filter(isRight).length;
    const kept = broken.filter(isRight).length;
    const believed = forged.filter(({ text }) => 'token' in parse(text)).length;
    const seconds = secondsFor(real);
    return Promise.resolve({
      figures: {
        real: real.length,
        right,
        broken: broken.length,
        kept,
        forged: forged.length,
        believed,
        seconds,
      },
      table: [`${Math.round(real.length / seconds)} reports a second on one core`],
      bars: [
        atLeast(`of ${real.length} real-shaped reports read right`, right, 100, 0),
        atLeast(`of ${broken.length} broken ones kept for a person`, kept, 50, 0),
        atLeast('forged ones tried', forged.length, 50, 0),
        atMost('forged ones believed', believed, 0, 0),
      ],
    });
  },
};

function parse(text: string): ReturnType<typeof parseBounce> {
  return parseBounce(Buffer.from(text), KEYS, SETTINGS);
}

/** Kind, meaning, and whose mail it is. */
function isRight({ text, kind, class: meaning }: TestReport, number: number): boolean {
  const report = parse(text);
  if (report.kind !== kind) return false;
  if ('token' in report && !report.token.equals(mailToken(KEYS, number, 1))) return false;
  return meaning === undefined || ('class' in report && report.class === meaning);
}

function secondsFor(reports: readonly TestReport[]): number {
  const begin = performance.now();
  for (const { text } of reports) parse(text);
  return (performance.now() - begin) / 1_000;
}
