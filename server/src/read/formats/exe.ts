import { findEmbeddedArchive } from '../embeddedArchive.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { rangeSource } from '../source.ts';
import { cab } from './cab.ts';
import { rar } from './rar.ts';
import { sevenZip } from './sevenZip.ts';
import { zip } from './zip.ts';

/** Programs of Windows and Unix: not documents, unless they carry an archive (self-extracting ones). */
export const exe: Format = {
  name: 'exe',
  recognise: (head) => (isProgram(head) ? 0.9 : 0),
  async read(source) {
    await archiveIn(source);
  },
  async *members(source, context): AsyncGenerator<Member> {
    const { format, start } = await archiveIn(source);
    const size = (source.size ?? (await source.sync()).size) - start;
    yield* format.members!(await rangeSource(source, start, size, source.name), context);
  },
};

async function archiveIn(source: Source): Promise<{ format: Format; start: number }> {
  const found = findEmbeddedArchive(await source.sync());
  if (found === null) throw new ReadFault('not_a_document', 'program_or_system_file');
  return { format: { '7z': sevenZip, rar, cab, zip }[found.kind], start: found.start };
}

/** "MZ" or ELF. */
function isProgram(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 4)).toString('latin1');
  return start.startsWith('MZ') || start === '\u007fELF';
}
