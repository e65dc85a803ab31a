import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';
import ts from 'typescript';

/** Folders whose code sees what a hostile file holds. */
const FOLDERS = ['read', 'collect', 'patients', 'detect', 'link', 'columns', 'text', 'exposure', 'notify'];

/** A megabyte may take a second. Most are tried on an eighth of it first: what takes longer than a linear one is tried on all. */
const WHOLE = 1 << 20;
const PIECE = WHOLE / 8;
const SUSPICIOUS_MS = 60;
const ALLOWED_MS = 1_000;
const TIMEOUT_MS = 3_000;

/** Characters of which a class most often has one. */
const CANDIDATES = Array.from('a Z5.-@_/:;,\'"()[]<>=\\+*#&|\t\n\r\u00a0éÉœ\u2019\0');

/** Files whose expressions see so many characters and no more: the code cuts them. */
const BOUNDED: Readonly<Record<string, number>> = {
  'columns/columnWords.ts': 300,
  'detect/identityDocument.ts': 60,
};

interface Literal {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

function literals(): Literal[] {
  const found: Literal[] = [];
  for (const folder of FOLDERS) {
    const root = new URL(`${folder}/`, import.meta.url);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('testing/')) continue;
      const path = fileURLToPath(new URL(file, root));
      const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          found.push({ text: node.text, file: `${folder}/${basename(file)}`, line: line + 1 });
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return found;
}

/** A short text that a part of an expression accepts; look-arounds and back references are left out. */
function sample(node: AST.Element | AST.Alternative, flags: string): string {
  switch (node.type) {
    case 'Alternative':
      return node.elements.map((element) => sample(element, flags)).join('');
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return charactersOf(node, flags)[0] ?? '';
    case 'Quantifier':
      return sample(node.element, flags).repeat(Math.max(1, Math.min(node.min, 50)));
    case 'Group':
    case 'CapturingGroup':
      return sample(node.alternatives[0]!, flags);
    case 'Assertion':
    case 'Backreference':
      return '';
  }
}

/** Characters that a class accepts, and one that it does not. */
function charactersOf(node: { readonly raw: string }, flags: string): string[] {
  const one = new RegExp(`^${node.raw}$`, flags.replace(/[gy]/g, ''));
  return CANDIDATES.filter((character) => one.test(character));
}

/** Texts that a repetition can be fed with. */
function pumps(node: AST.Quantifier, flags: string): string[] {
  const { element } = node;
  if (element.type === 'CharacterSet' || element.type === 'CharacterClass')
    return charactersOf(element, flags).slice(0, 4);
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return element.alternatives.slice(0, 4).map((alternative) => sample(alternative, flags));
  return [sample(element, flags)];
}

/** What stands before a node in the expression, as a short text. */
function before(node: AST.Node, flags: string): string {
  const { parent } = node;
  if (parent === null) return '';
  const own =
    parent.type === 'Alternative'
      ? parent.elements
          .slice(0, parent.elements.indexOf(node as AST.Element))
          .map((element) => sample(element, flags))
          .join('')
      : '';
  return before(parent, flags) + own;
}

function quantifiers(pattern: AST.Pattern): AST.Quantifier[] {
  const found: AST.Quantifier[] = [];
  const visit = (node: AST.Element | AST.Alternative): void => {
    if (node.type === 'Alternative') node.elements.forEach(visit);
    else if (node.type === 'Quantifier') {
      found.push(node);
      visit(node.element);
    } else if (node.type === 'Group' || node.type === 'CapturingGroup') node.alternatives.forEach(visit);
    else if (node.type === 'Assertion' && 'alternatives' in node) node.alternatives.forEach(visit);
  };
  pattern.alternatives.forEach(visit);
  return found;
}

/** Units that make a hostile text when they are repeated, and what stands before them. */
function attacks(text: string): { readonly head: string; readonly unit: string }[] {
  const { pattern, flags } = parseRegExpLiteral(text);
  const found = pattern.alternatives.slice(0, 6).flatMap((alternative) => {
    const whole = sample(alternative, flags.raw);
    return [
      { head: '', unit: whole },
      { head: '', unit: whole.slice(0, -1) },
    ];
  });
  for (const quantifier of quantifiers(pattern)) {
    const head = before(quantifier, flags.raw);
    for (const unit of pumps(quantifier, flags.raw))
      found.push({ head: '', unit }, { head, unit }, { head: '', unit: head + unit });
  }
  const known = new Set<string>();
  return found.filter(({ head, unit }) => {
    const key = `${head}\u0001${unit}`;
    return unit !== '' && !known.has(key) && known.add(key);
  });
}

const context = createContext({});

/** Milliseconds of processor time that an expression takes for a hostile text. */
function cost(text: string, { head, unit }: { head: string; unit: string }, length: number): number {
  const { pattern, flags } = parseRegExpLiteral(text);
  const hostile = `${head}${unit.repeat(Math.ceil(length / unit.length))}`.slice(0, length) + '\u0001';
  const expression = new RegExp(pattern.raw, flags.raw);
  Object.assign(context, { expression, hostile: Buffer.from(hostile, 'utf16le').toString('utf16le') });
  const start = process.cpuUsage();
  // Of a global expression every match is looked for, without an object for each: a million of those cost more than the search.
  const code = expression.global
    ? 'for (let at = -1; expression.test(hostile); at = expression.lastIndex) if (expression.lastIndex === at) expression.lastIndex++;'
    : 'expression.test(hostile)';
  try {
    runInContext(code, context, { timeout: TIMEOUT_MS });
  } catch {
    return Infinity;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

test('no regular expression that sees hostile text takes more than a second for a megabyte of it', () => {
  const found = literals();
  assert.ok(found.length > 100);
  const slow: string[] = [];
  for (const { text, file, line } of found) {
    const bound = BOUNDED[file];
    for (const attack of attacks(text)) {
      if (cost(text, attack, bound ?? PIECE) <= SUSPICIOUS_MS) continue;
      const ms = cost(text, attack, bound ?? WHOLE);
      if (ms > ALLOWED_MS)
        slow.push(`${file}:${line} ${text} ${JSON.stringify(attack)} ${Math.round(ms)} ms`);
    }
  }
  assert.deepEqual(slow, []);
});

test('the search for slow expressions finds one that is quadratic and one that is exponential', () => {
  for (const text of ['/ +$/', '/ +$/g', '/(?:a+)+b/'])
    assert.ok(
      attacks(text).some((attack) => cost(text, attack, PIECE) > SUSPICIOUS_MS),
      text,
    );
});
