import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PERMISSIONS } from './permissions.ts';

const SHORT: Readonly<Record<string, string>> = { mail_clerk: 'clerk', hotline_agent: 'hotline' };
const CAMPAIGN_ROUTES = /\/(?:campaign|flags|notices|works|texts|batches|mails)\//;

test('docs/api.md names every route of campaigns, and says of each who may and what it needs', async () => {
  const text = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  const lines = [...text.matchAll(/^\| (\w+\/[\w-]+) +\| ([\w, ]*?) +\| ([\w, ]*?) *\|/gm)];
  const written = Object.fromEntries(lines.map(([, route, who, needs]) => [route!, { who, needs }]));
  const due = Object.entries(PERMISSIONS).flatMap(([route, permission]) => {
    if (!CAMPAIGN_ROUTES.test(route) || typeof permission.who === 'string') return [];
    const needs = ['stepUp' in permission ? ['passkey'] : [], 'fourEyes' in permission ? ['two'] : []].flat();
    const who = permission.who.map((role) => SHORT[role] ?? role).join(', ');
    return [[route.replace('POST /api/cases/:caseId/', ''), { who, needs: needs.join(', ') }]];
  });
  assert.deepEqual(written, Object.fromEntries(due));
});
