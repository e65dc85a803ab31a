import { type Format, ReadFault } from '../format.ts';
import { drawJpx, jpxSize } from '../scans/drawJpx.ts';
import { readPages } from '../scans/readPicture.ts';
import { assertDecodable } from '../scans/pictureSize.ts';

const LIMIT = 256 << 20;
const FILE = Buffer.from('0000000c6a5020200d0a870a', 'hex');
const CODESTREAM = Buffer.from('ff4fff51', 'hex');

/** JPEG 2000 pictures, as files or bare codestreams, by recognition. PDFium decodes them. */
export const jp2: Format = {
  name: 'jp2',
  recognise: (head) =>
    FILE.equals(head.subarray(0, 12)) || CODESTREAM.equals(head.subarray(0, 4)) ? 0.95 : 0,
  async read(source, sink, context) {
    const bytes = await source.bytes(LIMIT);
    await readPages(sink, context, [
      () => {
        const size = jpxSize(bytes);
        if (size === null) throw new ReadFault('corrupt', 'damaged_structure');
        assertDecodable(size);
        return drawJpx(bytes, size);
      },
    ]);
  },
};
