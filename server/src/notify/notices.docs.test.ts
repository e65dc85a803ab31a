import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { CATEGORIES } from '@constat/contract/category.ts';
import { LINT_RULES } from './lint/lintRules.ts';
import { NOTICE_BLOCKS } from './texts/composedNotice.ts';
import { CATALOGUES, GUARDS, LIST_PLACEHOLDERS, PLACEHOLDERS } from './texts/noticeTemplate.ts';

test('docs/notices.md names every part, word, case, kind of data and rule', async () => {
  const text = await readFile(new URL('../../../docs/notices.md', import.meta.url), 'utf8');
  for (const name of [...NOTICE_BLOCKS, ...Object.keys(GUARDS), ...CATEGORIES])
    assert.ok(text.includes(`\`${name}\``), name);
  for (const name of [...PLACEHOLDERS, ...LIST_PLACEHOLDERS]) assert.ok(text.includes(`\`{${name}}\``), name);
  for (const name of CATALOGUES) assert.ok(text.includes(`== ${name}\n`), name);
  for (const [rule, level] of Object.entries(LINT_RULES))
    assert.match(text, new RegExp(`\\| ${rule} +\\| ${level} `), rule);
});
