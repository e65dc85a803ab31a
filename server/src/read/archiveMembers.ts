import { type Member, ReadFault, type Source } from './format.ts';
import { Archive } from './libarchive.ts';
import type { ArchiveEntry } from './libarchiveModule.ts';
import { displayNameOf } from './memberName.ts';
import { passingSource } from './passingSource.ts';

/** An archive that breaks is opened again behind the break so many times; then the rest is listed by name only. */
const BREAKS = 8;

/**
 * The members of an archive, read by libarchive one after the other. Behind a member that breaks the archive, reading goes on where that can be:
 * what is named and cannot be had any more is listed as damaged. `namedBehind` gives what the archive names behind so many entries, where
 * something else than libarchive can tell.
 */
export async function* archiveMembers(
  source: Source,
  namedBehind?: (done: number) => AsyncIterable<Member>,
): AsyncGenerator<Member> {
  const bytes = await source.sync();
  let done = 0;
  let fault: ReadFault | null = null;
  for (let breaks = 0, isOver = false; !isOver; breaks++) {
    const before = done;
    let walk: Walk | null = null;
    try {
      walk = new Walk(await Archive.open(bytes), breaks < BREAKS);
      walk.skip(done);
      for (let entry = walk.next(); entry !== null; entry = walk.next()) {
        done++;
        if (entry.kind !== 'directory') yield walk.member(entry);
      }
      isOver = true;
    } catch (error) {
      // The entry that broke it is listed; what comes behind is looked for in a new walk, as long as that finds something.
      isOver = walk?.broken !== true || done === before;
      if (isOver) fault = containerFault(error, walk?.hasEncrypted === true, done);
    } finally {
      walk?.close();
    }
  }
  if (namedBehind !== undefined) yield* namedBehind(done);
  if (fault !== null) throw fault;
}

/** One walk over an archive. */
class Walk {
  readonly #archive: Archive;
  readonly #reads: boolean;
  /** Whether a member's content broke off. */
  broken = false;

  constructor(archive: Archive, reads: boolean) {
    this.#archive = archive;
    this.#reads = reads;
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) if (this.#archive.next() === null) return;
  }

  next(): ArchiveEntry | null {
    return this.#archive.next();
  }

  member(entry: ArchiveEntry): Member {
    const name = entry.name;
    const displayName = displayNameOf(name);
    if (entry.kind === 'link') return { name, displayName, fate: 'not_a_document', reason: 'link' };
    if (entry.kind === 'special')
      return { name, displayName, fate: 'not_a_document', reason: 'program_or_system_file' };
    if (entry.encrypted) return { name, displayName, fate: 'encrypted', reason: 'password_needed' };
    if (!this.#reads) return { name, displayName, fate: 'corrupt', reason: 'damaged_structure' };
    return { name, displayName, open: () => passingSource(displayName, this.#content()) };
  }

  async *#content(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#archive.content();
    } catch (error) {
      this.broken = true;
      throw error;
    }
    await Promise.resolve();
  }

  get hasEncrypted(): boolean {
    return this.#archive.hasEncrypted;
  }

  close(): void {
    this.#archive.close();
  }
}

/** What the container itself gets: encrypted names are told from damage; what was found before the damage makes it read in part. */
function containerFault(error: unknown, hasEncrypted: boolean, found: number): ReadFault {
  if (hasEncrypted && found === 0) return new ReadFault('encrypted', 'password_needed', { cause: error });
  const fault =
    error instanceof ReadFault ? error : new ReadFault('corrupt', 'damaged_structure', { cause: error });
  return found === 0 ? fault : new ReadFault('read_in_part', fault.reason, { cause: error });
}
