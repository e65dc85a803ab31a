import type { Measure } from '../measure.ts';
import { devScore } from './devScore.ts';
import { importPatients } from './importPatients.ts';
import { memory } from './memory.ts';
import { misbehavingParser } from './misbehavingParser.ts';
import { mutants } from './mutants.ts';
import { resume } from './resume.ts';
import { sandboxCost } from './sandboxCost.ts';
import { speed } from './speed.ts';

/** All measurements. */
export const MEASURES: readonly Measure[] = [
  devScore,
  speed,
  importPatients,
  memory,
  resume,
  sandboxCost,
  misbehavingParser,
  mutants,
];
