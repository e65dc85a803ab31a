import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaseKeys } from '../../../keys/caseKeys.ts';
import { mailToken, parseReturnPath, returnPathOf } from '../mailNames.ts';
import { classifyStatus } from './classifyStatus.ts';
import { parseBounce } from './parseBounce.ts';
import { brokenReports, forgedReports, realReports } from './testReports.ts';

const keys = new CaseKeys(Buffer.alloc(32, 7));
const foreign = new CaseKeys(Buffer.alloc(32, 8));
const settings = { returnPath: { local: 'retours', domain: 'ch-henri-dunant.example' } };

function pathOf(number: number): string {
  return returnPathOf(keys, mailToken(keys, number, 1), settings);
}

/** An altered hash, another case's, or none. */
function forge(number: number): string {
  if (number % 3 === 0) return returnPathOf(foreign, mailToken(keys, number, 1), settings);
  if (number % 3 === 1) return pathOf(number).replace(/-[a-z2-7]/, (mac) => (mac === '-a' ? '-b' : '-a'));
  return `retours+${'a'.repeat(26)}-${'b'.repeat(16)}@ch-henri-dunant.example`;
}

const parse = (text: string): ReturnType<typeof parseBounce> =>
  parseBounce(Buffer.from(text), keys, settings);

test('parseBounce reads a hundred reports in the shapes of many servers', () => {
  const reports = realReports(pathOf);
  assert.equal(reports.length, 100);
  for (const [i, { name, text, kind, class: meaning }] of reports.entries()) {
    const report = parse(text);
    assert.equal(report.kind, kind, name);
    if (meaning !== undefined) assert.equal('class' in report ? report.class : '', meaning, name);
    if (kind !== 'auto_reply')
      assert.deepEqual('token' in report && report.token, mailToken(keys, i, 1), name);
  }
});

test('parseBounce keeps fifty broken reports for a person', () => {
  const reports = brokenReports(pathOf);
  assert.equal(reports.length, 50);
  for (const { name, text } of reports) assert.equal(parse(text).kind, 'unclear', name);
});

test('parseBounce believes none of fifty reports with a made-up return path', () => {
  for (const { name, text } of forgedReports(forge)) assert.equal(parse(text).kind, 'forged', name);
});

test('parseBounce never throws, and never names a mail whose return path it was not given', () => {
  const [real] = realReports(pathOf);
  const other = mailToken(keys, 0, 1);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(real!.text.length - 1), fc.nat(255)), { maxLength: 20 }),
      fc.nat(),
      (changes, cut) => {
        const bytes = Buffer.from(real!.text);
        for (const [at, byte] of changes) bytes[at] = byte;
        const report = parseBounce(bytes.subarray(0, cut % (bytes.length + 1)), keys, settings);
        if ('token' in report) assert.deepEqual(report.token, other);
      },
    ),
    { numRuns: 2_000, seed: 20261126 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      assert.ok(!('token' in parseBounce(Buffer.from(bytes), keys, settings)));
    }),
    { seed: 20261126 },
  );
});

test('parseReturnPath inverts returnPathOf, whatever the case of letters, and takes no altered one', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 8, max: 50 }), (number, at) => {
      const path = pathOf(number);
      assert.deepEqual(parseReturnPath(keys, path.toUpperCase(), settings), mailToken(keys, number, 1));
      assert.ok(path.indexOf('@') <= 64);
      const changed = path.slice(0, at) + (path[at] === 'x' ? 'y' : 'x') + path.slice(at + 1);
      // The last letter of the token has two bits that mean nothing.
      const result = parseReturnPath(keys, changed, settings);
      if (at !== 33) assert.equal(result, 'forged');
      assert.equal(parseReturnPath(keys, path.replace('@', '@x.'), settings), null);
    }),
    { seed: 20261126 },
  );
});

test('classifyStatus gives codes their meaning for the patient to be told', () => {
  const table: [string, string, string][] = [
    ['5.1.1', '', 'hard'], ['5.1.2', '', 'hard'], ['5.1.10', '', 'hard'], ['5.2.1', '', 'hard'], ['5.7.1', '', 'policy'], ['5.7.26', '', 'policy'],
    ['5.2.2', '', 'full'], ['4.2.2', '', 'full'], ['4.4.1', '', 'soft'], ['4.7.1', 'greylisted', 'soft'], ['5.3.4', '', 'content'], ['5.6.1', '', 'content'],
    ['5.2.3', '', 'content'], ['5.0.0', 'mailbox full', 'full'], ['5.7.1', 'user unknown', 'hard'], ['550', 'no such user here', 'hard'], ['552', '', 'full'],
    ['421', '', 'soft'], ['452', 'over quota', 'full'], ['554', 'blocked', 'policy'],
  ]; // prettier-ignore
  for (const [status, text, meaning] of table)
    assert.equal(classifyStatus(status, text), meaning, `${status} ${text}`);
});
