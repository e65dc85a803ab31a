import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

const linksSchema = z.array(
  z.object({
    source: z.string().regex(/^native\/lib\/[\w.-]+$/),
    target: z.string().regex(/^native\/lib\/[\w.-]+$/),
  }),
);

/**
 * Makes the links between PostgreSQL's libraries that a package of npm cannot hold, in its folder `native`. The package has a script for it that runs when it is
 * installed; with this, `npm ci --ignore-scripts` suffices. Links that stand are left. Throws what the file system says where the folder is closed.
 */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = join(native, 'lib', basename(target));
    if (!existsSync(path)) linkOnce(basename(source), path);
  }
}

/** Another process may have made the same link meanwhile. */
function linkOnce(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
