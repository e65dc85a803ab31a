import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { readPages } from '../notify/letters/readPages.ts';
import { STATEMENT } from '../notify/testNotice.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { constat } from './testCommand.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
let inCase: string[];
let file: string;
const statementFile = (): string => join(open.folder, 'notices', 'statement.json');
before(async () => {
  open = await openNoticesCase([{}]);
  inCase = ['--case', open.folder];
  file = join(dirname(open.folder), 'test.pdf');
  // The commands open it themselves.
  await open.close();
  await constat('notices', 'statement', ...inCase);
  await writeFile(statementFile(), JSON.stringify(STATEMENT));
});
after(() => open.dispose());

test('constat notices build --test: letters to invented persons at the hospital, marked, of both languages, counted nowhere', async () => {
  const built = await constat('notices', 'build', '--test', '17', '--out', file, ...inCase);
  assert.deepEqual([built.code, built.err], [0, '']);
  assert.match(built.out, /^17 test letters to invented persons written/);
  const pages = await readPages(await readFile(file));
  const firsts = pages.filter(({ exposedText }) => /CORBEIL ESSONNES/.test(exposedText));
  assert.equal(firsts.length, 17);
  for (const { exposedText } of firsts) assert.match(exposedText, /ENVOI D ESSAI[^]*1 AVENUE DES TILLEULS/);
  const text = pages.map((page) => page.text.replace(/\s+/g, ' ')).join(' ');
  assert.equal(text.match(/ENVOI D’ESSAI À UNE PERSONNE INVENTÉE/g)?.length, 16);
  assert.equal(text.match(/TEST LETTER TO AN INVENTED PERSON/g)?.length, 1);
  assert.match((await constat('notices', 'list', ...inCase)).out, /Nobody is selected yet/);
  // Its sheets are nobody's.
  const sheet = /[2-9A-HJKMNP-Z]{13}/.exec(text)![0];
  const returns = join(dirname(file), 'returns.csv');
  await writeFile(returns, `sheet;result;motive\n${sheet};printed;\n`);
  assert.equal((await constat('notices', 'returns', returns, ...inCase)).code, 3);
});

test('constat notices build --test says what is missing, and writes nothing', async () => {
  assert.equal((await constat('notices', 'build', '--test', '3', ...inCase)).code, 2);
  assert.equal((await constat('notices', 'build', '--test', 'x', '--out', file, ...inCase)).code, 2);
  const long = ['Centre hospitalier intercommunal de la vallée haute', ...STATEMENT.sender.slice(1)];
  await writeFile(statementFile(), JSON.stringify({ ...STATEMENT, sender: long }));
  const unfit = await constat('notices', 'build', '--test', '3', '--out', file, ...inCase);
  assert.deepEqual([unfit.code, /does not fit under the window/.test(unfit.err)], [4, true]);
});
