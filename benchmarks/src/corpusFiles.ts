import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Real files to measure against, beside the repository; they are not part of it. */
const CORPORA = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

/** All files below a folder of the corpora, in order; none where the corpora are absent. */
export function corpusFiles(folder: string, corpora = CORPORA): string[] {
  const root = join(corpora, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
