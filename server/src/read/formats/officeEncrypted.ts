import { type Format, type Member, type ReadContext, ReadFault, type Source } from '../format.ts';
import { openCompoundFile } from '../compoundFile.ts';
import { decryptPackage, isEncryptedPackage } from '../office/packageEncryption.ts';
import { docx } from './docx.ts';
import { pptx } from './pptx.ts';
import { xlsb } from './xlsb.ts';
import { xlsx } from './xlsx.ts';
import { zip } from './zip.ts';

/** What an encrypted package may be; anything else that is a zip comes last. */
const PACKAGES: readonly Format[] = [docx, xlsb, xlsx, pptx, zip];

/** Documents of Office 2007 and later under a password: read as what they are once it is known. */
export const officeEncrypted: Format = {
  name: 'office-encrypted',
  recognise: () => 0,
  recogniseCompound: (root) => (isEncryptedPackage(root) ? 0.98 : 0),
  async read(source, sink, context) {
    const { inner, format } = await openPackage(source, context);
    await format.read?.(inner, sink, context);
  },
  async *members(source, context): AsyncGenerator<Member> {
    const { inner, format } = await openPackage(source, context);
    yield* format.members?.(inner, context) ?? [];
  },
};

async function openPackage(
  source: Source,
  { passwords }: ReadContext,
): Promise<{ inner: Source; format: Format }> {
  const inner = await decryptPackage(await openCompoundFile(source), source.name, passwords);
  let best: Format | undefined;
  let sureness = 0;
  for (const format of PACKAGES) {
    const sure = format.recognise(inner.head, '');
    if (sure > sureness) [best, sureness] = [format, sure];
  }
  if (best === undefined) throw new ReadFault('corrupt', 'damaged_structure');
  return { inner, format: best };
}
