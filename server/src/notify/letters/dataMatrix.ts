import bwipjs from 'bwip-js/node';

/** The data matrix (ISO/IEC 16022) of a sheet code: rows of modules, '1' is black, with the quiet zone of one module around it. */
export function dataMatrix(text: string): string[] {
  const [symbol] = bwipjs.raw({ bcid: 'datamatrix', text }) as unknown as readonly {
    readonly pixs: readonly number[];
    readonly pixx: number;
    readonly pixy: number;
  }[];
  const { pixs, pixx, pixy } = symbol!;
  const blank = '0'.repeat(pixx + 2);
  const rows = Array.from({ length: pixy }, (_, y) => `0${pixs.slice(y * pixx, (y + 1) * pixx).join('')}0`);
  return [blank, ...rows, blank];
}
