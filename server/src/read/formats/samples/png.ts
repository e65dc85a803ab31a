import { TEST_PNG } from '../../scans/testPicture.ts';
import type { FormatSample } from './sample.ts';

export const sample: FormatSample = { file: 'carte.png', bytes: TEST_PNG, texts: ['VERNELLI', '14/07/1984'] };
