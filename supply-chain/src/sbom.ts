import { bomOf } from './bom.ts';
import { readLockFile } from './lockFile.ts';

// `npm run sbom > sbom.cdx.json`: the bill of materials of this repository, on standard output.
process.stdout.write(`${JSON.stringify(bomOf(await readLockFile()), null, 2)}\n`);
