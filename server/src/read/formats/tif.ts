import { type Format, ReadFault } from '../format.ts';
import { readPages } from '../scans/readPicture.ts';
import { openTiffPage, tiffPages } from '../scans/tiffPages.ts';

const LIMIT = 512 << 20;
const SIGNATURES = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'];

/** TIFF with any number of pages and every usual compression (fax groups 3 and 4, LZW, JPEG, Deflate, PackBits), by recognition. */
export const tif: Format = {
  name: 'tif',
  recognise: (head) => (SIGNATURES.includes(Buffer.from(head.subarray(0, 4)).toString('hex')) ? 0.95 : 0),
  async read(source, sink, context) {
    const bytes = Uint8Array.from(await source.bytes(LIMIT));
    const { pages, whole } = tiffPages(bytes);
    if (pages.length === 0) throw new ReadFault('corrupt', 'damaged_structure');
    await readPages(
      sink,
      context,
      pages.map((page) => () => openTiffPage(bytes, page)),
    );
    if (!whole) throw new ReadFault('read_in_part', 'truncated');
  },
};
