import { createHash } from 'node:crypto';
import { dependenciesOf, isForeign, type LockedPackage, lockedPackages } from './lockFile.ts';

/** A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), as far as a lock file fills it. */
export interface Bom {
  readonly $schema: string;
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly lifecycles: readonly object[]; readonly component: BomComponent };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** One package of the bill. */
export interface BomComponent {
  readonly 'type': 'library' | 'application';
  readonly 'bom-ref': string;
  readonly 'group'?: string;
  readonly 'name': string;
  readonly 'version': string;
  /** required: in the product; optional: on some machines; excluded: for work on it only. */
  readonly 'scope'?: 'required' | 'optional' | 'excluded';
  readonly 'hashes'?: readonly { readonly alg: string; readonly content: string }[];
  readonly 'licenses': readonly object[];
  readonly 'purl': string;
}

/**
 * The bill of materials that a lock file describes: every package with its hash and licence, and who needs whom. Made of nothing else, without a network,
 * a clock or chance: the same lock file gives the same bytes.
 */
export function bomOf(lockFile: string): Bom {
  const packages = lockedPackages(lockFile);
  const byPath = new Map(packages.map((one) => [one.path, one]));
  const [root, ...others] = packages as [LockedPackage, ...LockedPackage[]];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(lockFile)}`,
    version: 1,
    metadata: { lifecycles: [{ phase: 'pre-build' }], component: componentOf(root) },
    components: others.map(componentOf),
    dependencies: packages.map((one) => ({
      ref: refOf(one),
      dependsOn: [...new Set(neededBy(one, packages, byPath).map(refOf))].sort(),
    })),
  };
}

/** The repository is made of its parts; packages need what they ask for. */
function neededBy(
  one: LockedPackage,
  packages: readonly LockedPackage[],
  byPath: ReadonlyMap<string, LockedPackage>,
): LockedPackage[] {
  const parts = one.path === '' ? packages.filter((part) => part.path !== '' && !isForeign(part)) : [];
  return [...parts, ...dependenciesOf(one, byPath)];
}

function componentOf(one: LockedPackage): BomComponent {
  const [group, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  return {
    'type': isForeign(one) ? 'library' : 'application',
    'bom-ref': refOf(one),
    ...(group === undefined ? {} : { group }),
    'name': name,
    'version': one.version,
    ...(one.path === '' ? {} : { scope: scopeOf(one) }),
    ...(one.integrity === '' ? {} : { hashes: hashesOf(one.integrity) }),
    'licenses': licencesOf(one.licence),
    'purl': purlOf(one),
  };
}

/** The measurements are a part of the repository, not of the product. */
function scopeOf({ path, dev, optional }: LockedPackage): 'required' | 'optional' | 'excluded' {
  if (dev || path === 'benchmarks') return 'excluded';
  return optional ? 'optional' : 'required';
}

/** A package may stand in several folders: the folder tells them apart. */
function refOf(one: LockedPackage): string {
  return `${purlOf(one)}#${one.path === '' ? '.' : one.path}`;
}

/** https://github.com/package-url/purl-spec, type npm. */
function purlOf({ name, version }: LockedPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** The bill holds hashes in hexadecimal, the lock file in base64. */
function hashesOf(integrity: string): { alg: string; content: string }[] {
  return integrity.split(' ').map((hash) => {
    const [algorithm, content] = [hash.slice(0, hash.indexOf('-')), hash.slice(hash.indexOf('-') + 1)];
    return { alg: ALGORITHMS[algorithm]!, content: Buffer.from(content, 'base64').toString('hex') };
  });
}

function licencesOf(licence: string): object[] {
  if (licence === '') return [];
  return / (?:OR|AND|WITH) /.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];
}

/** A UUID (version 8, RFC 9562) made of the text's hash. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
