import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MailError } from '../mailState.ts';
import { LARGEST_MESSAGE, type Mailbox } from './mailbox.ts';

/** A Maildir (new/, cur/): what is taken is moved to cur/ and marked as seen, as mail programs do. */
export function maildirMailbox(folder: string): Mailbox {
  return {
    async *messages() {
      for (const { place, name } of await unseen(folder))
        yield {
          bytes: await readBeginning(join(folder, place, name)),
          done: () => rename(join(folder, place, name), join(folder, 'cur', seenName(name))),
        };
    },
  };
}

async function unseen(folder: string): Promise<{ place: string; name: string }[]> {
  try {
    const fresh = (await readdir(join(folder, 'new'))).map((name) => ({ place: 'new', name }));
    const known = (await readdir(join(folder, 'cur'))).map((name) => ({ place: 'cur', name }));
    return [...fresh, ...known.filter(({ name }) => !/:2,[A-Za-z]*S/.test(name))]
      .filter(({ name }) => !name.startsWith('.'))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    throw new MailError('mailbox_unreadable', [folder], { cause: error });
  }
}

/** 'unique:2,RS' (flags in the order of letters) */
function seenName(name: string): string {
  const [unique = '', flags = ''] = name.split(':2,');
  return `${unique}:2,${[...new Set([...Array.from(flags), 'S'])].sort().join('')}`;
}

async function readBeginning(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, LARGEST_MESSAGE));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
