import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/asvs.md`, 'utf8');
const lines = [...page.matchAll(/^\| (V\d+\.\d+\.\d+) +\| (\d) +\| ([^|]+) \| ([^|]+) \| (.+) \|$/gm)].map(
  ([, id, level, what, answer, how]) => ({
    id: id!,
    level: level!,
    what: what!.trim(),
    answer: answer!.trim(),
    how: how!.trim(),
  }),
);

test('docs/asvs.md answers each line of levels 1 and 2 once, in one of four words and with a reason, and counts itself rightly', () => {
  // 70 of level 1 and 183 of level 2 (ASVS 5.0.0).
  assert.deepEqual(
    ['1', '2'].map((level) => lines.filter((line) => line.level === level).length),
    [70, 183],
  );
  assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
  for (const { id, how } of lines) assert.ok(how.length > 3, id);
  const count = (answer: string): number => lines.filter((line) => line.answer === answer).length;
  const said = `${count('yes')} yes, ${count('partly')} partly, ${count('no')} no, ${count('n/a')} n/a`;
  assert.ok(page.includes(said), said);
  assert.equal(count('yes') + count('partly') + count('no') + count('n/a'), lines.length);
});

test('docs/asvs.md names only files and measures that exist', () => {
  for (const { id, how } of lines) {
    for (const [, path] of how.matchAll(/`([\w./-]+(?:\.ts|\.md|\/))`/g))
      assert.ok(existsSync(`${ROOT}server/src/${path!}`) || existsSync(`${ROOT}${path!}`), `${id} ${path!}`);
    for (const [, name] of how.matchAll(/measure `([\w-]+)`/g)) {
      const file = name!.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      assert.ok(existsSync(`${ROOT}benchmarks/src/measures/${file}.ts`), `${id} ${name!}`);
    }
  }
});
