import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { findStream } from '../compoundFile.ts';
import { writeProperties } from '../office/documentProperties.ts';
import { readOleProperties } from '../office/oleProperties.ts';
import { pictureMembers } from '../office/pictureRecords.ts';
import { openPresentation } from '../office/pptFile.ts';
import { pptObjects } from '../office/pptObjects.ts';
import { writePresentation } from '../office/writePresentation.ts';

const PICTURES_LIMIT = 512 << 20;

/** PowerPoint 97 to 2003: slides with their notes and comments (one page a slide), masters, slides of earlier saves, properties. Pictures and embedded objects are members. */
export const ppt: Format = {
  name: 'ppt',
  recognise: () => 0,
  recogniseCompound: (root) => (findStream(root, 'PowerPoint Document') === undefined ? 0 : 0.95),
  async read(source, sink, context) {
    const presentation = await openPresentation(source, context);
    const lines = new LineBuilder(sink);
    await writePresentation(presentation, lines);
    await writeProperties(lines, await readOleProperties(presentation.root));
    await lines.end();
  },
  async *members(source, context): AsyncGenerator<Member> {
    const presentation = await openPresentation(source, context);
    const pictures = await findStream(presentation.root, 'Pictures')?.bytes(PICTURES_LIMIT);
    if (pictures !== undefined && presentation.isEncrypted)
      yield {
        name: Buffer.from('Pictures'),
        displayName: 'Pictures',
        fate: 'unsupported',
        reason: 'no_reader',
      };
    else if (pictures !== undefined) yield* pictureMembers([pictures]);
    yield* pptObjects(presentation);
  },
};
