import { testPicture } from '../../scans/testPicture.ts';
import type { FormatSample } from './sample.ts';

const { width, height, pixels } = testPicture();
const bytes = Buffer.concat([Buffer.from(`P5\n# dessin\n${width} ${height}\n255\n`), pixels]);

export const sample: FormatSample = { file: 'carte.pgm', bytes, texts: ['VERNELLI', '14/07/1984'] };
