import { spawnSync } from 'node:child_process';

/** Archive programs that can list what an archive holds. */
export const TOOLS = ['7z', 'bsdtar'] as const;
export type Tool = (typeof TOOLS)[number];

const SECONDS = 20;
/** 7z shows the table of a xar archive as if it were a file in it. */
const XAR_TABLE = '[TOC].xml';
/** The mark of the end of a cpio (POSIX, pax, "cpio Interchange Format"); bsdtar shows it as a file where it is written as a link. */
const CPIO_END = 'TRAILER!!!';

/** Whether a program is installed. */
export function hasTool(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** Names of the files (no folders) that a program lists in an archive, as it writes them; null when it cannot read the archive at all. */
export function toolListing(tool: Tool, file: string): string[] | null {
  const args = tool === '7z' ? ['l', '-slt', '-ba', '-p-', file] : ['-tvf', file];
  const run = spawnSync(tool, args, {
    encoding: 'latin1',
    timeout: SECONDS * 1000,
    maxBuffer: 1 << 28,
    input: '',
  });
  const names = tool === '7z' ? sevenZipNames(run.stdout) : bsdtarNames(run.stdout);
  return names.length === 0 ? null : names;
}

/** Blocks of 'Key = value', of which folders are marked by their attributes. */
function sevenZipNames(text: string): string[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((block) => ({
      name: /^Path = (.*)$/m.exec(block)?.[1],
      isFolder: /^Folder = \+$/m.test(block) || /^Attributes = [^\s_]*D/m.test(block),
    }))
    .flatMap(({ name, isFolder }) => (name === undefined || isFolder || name === XAR_TABLE ? [] : [name]));
}

/** Lines like those of ls: the name stands behind eight columns, a link's target behind ' -> '. */
function bsdtarNames(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('d'))
    .flatMap((line) => {
      const name = /^\S+ +\S+ +\S+ +\S+ +\S+ +\S+ +\S+ +\S+ (.*)$/
        .exec(line)?.[1]
        ?.replace(/ (?:->|link to) .*$/, '');
      // Nothing is called nothing: bsdtar says of such an entry that it skips it.
      return name === undefined || name.trim() === '' || name === CPIO_END ? [] : [name];
    });
}
