import { LineBuilder } from '../emitLines.ts';
import { type Format, type Member, ReadFault } from '../format.ts';
import { type CompoundStorage, type CompoundStream, openCompoundFile } from '../compoundFile.ts';
import { writeProperties } from '../office/documentProperties.ts';
import { embeddedMembers, packagedFile, packagedPaths } from '../office/embeddedObjects.ts';
import { readOleProperties } from '../office/oleProperties.ts';
import { readableRuns } from '../office/readableRuns.ts';
import { writeMacros } from '../office/vbaMacros.ts';

/** Streams are looked through up to so many bytes in all. */
const LIMIT = 64 << 20;
const DEPTH_LIMIT = 16;
/** Streams that programs keep beside their document. */
const TECHNICAL = /^[\u0000-\u001f]|^(?:VBA|PROJECT|PROJECTwm|dir|_VBA_PROJECT|__SRP_\d+)$/;

/**
 * Any other compound file: objects embedded in documents, whose files are members; projects of macros; documents of programs that we do not know
 * (Publisher, Project, Works), of which whatever reads like text is shown.
 */
export const ole: Format = {
  name: 'ole',
  recognise: () => 0,
  recogniseCompound: () => 0.1,
  async read(source, sink) {
    const root = await openCompoundFile(source);
    const lines = new LineBuilder(sink);
    if ((await packagedFile(root)) !== null) {
      await lines.list('paths', await packagedPaths([root]));
      await lines.end();
      return;
    }
    await writeMacros(root, lines);
    const unknown = streamsBelow(root, 0);
    const found = await writeReadable(unknown, lines);
    await writeProperties(lines, await readOleProperties(root));
    await lines.end();
    if (unknown.length > 0) throw new ReadFault(found > 0 ? 'read_in_part' : 'unsupported', 'no_reader');
  },
  async *members(source): AsyncGenerator<Member> {
    const root = await openCompoundFile(source);
    const file = await packagedFile(root);
    if (file !== null) yield file;
    else yield* embeddedMembers(root.storages);
  },
};

/** Writes what reads like text in any stream; gives how many pieces there were. */
async function writeReadable(streams: readonly CompoundStream[], lines: LineBuilder): Promise<number> {
  let left = LIMIT;
  let found = 0;
  for (const stream of streams) {
    if (stream.size > left) continue;
    left -= stream.size;
    const texts = readableRuns(await stream.bytes(LIMIT));
    if (found === 0 && texts.length > 0) await lines.part('');
    found += texts.length;
    for (const text of texts)
      for (const line of text.split(/[\r\n\u000b]+/)) {
        lines.text(line);
        lines.endLine();
      }
    await lines.flush();
  }
  return found;
}

/** Streams that are neither settings nor macros. */
function streamsBelow(storage: CompoundStorage, depth: number): CompoundStream[] {
  const isProject = storage.name === 'VBA' || storage.storages.some(({ name }) => name === 'VBA');
  if (depth > DEPTH_LIMIT || (isProject && depth > 0)) return [];
  const own = storage.streams.filter(({ name }) => !TECHNICAL.test(name));
  return [...own, ...storage.storages.flatMap((inner) => streamsBelow(inner, depth + 1))];
}
