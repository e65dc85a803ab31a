import type { Measure } from '../measure.ts';
import { archives } from './archives.ts';
import { bombs } from './bombs.ts';
import { devScore } from './devScore.ts';
import { importPatients } from './importPatients.ts';
import { memory } from './memory.ts';
import { resume } from './resume.ts';
import { speed } from './speed.ts';

/** All measurements. */
export const MEASURES: readonly Measure[] = [
  devScore,
  speed,
  importPatients,
  memory,
  resume,
  archives,
  bombs,
];
