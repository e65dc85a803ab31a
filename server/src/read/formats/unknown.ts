import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { isFurtherVolume } from '../volumeSets.ts';
import { findDirectory } from '../zipDirectory.ts';
import { zip } from './zip.ts';

/** Bytes that no other format knows: not a document, unless a zip archive stands behind something else. */
export const unknown: Format = {
  name: 'unknown',
  recognise: () => 0.001,
  async read(source) {
    await refuseWithoutZip(source);
  },
  async *members(source, context): AsyncGenerator<Member> {
    await refuseWithoutZip(source);
    yield* zip.members!(source, context);
  },
};

async function refuseWithoutZip(source: Source): Promise<void> {
  const directory = findDirectory(await source.sync());
  if (directory !== null && directory.start < directory.end) return;
  // A volume without its first one shows nothing of what it is.
  throw isFurtherVolume(source.name)
    ? new ReadFault('corrupt', 'missing_volume')
    : new ReadFault('not_a_document', 'program_or_system_file');
}
