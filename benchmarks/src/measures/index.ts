import type { Measure } from '../measure.ts';
import { archives } from './archives.ts';
import { auditBehind } from './auditBehind.ts';
import { bombs } from './bombs.ts';
import { bounces } from './bounces.ts';
import { calibration } from './calibration.ts';
import { corpora } from './corpora.ts';
import { cutConnections } from './cutConnections.ts';
import { databaseRestarts } from './databaseRestarts.ts';
import { devScore } from './devScore.ts';
import { fourEyes } from './fourEyes.ts';
import { formatsIdentity } from './formatsIdentity.ts';
import { fullDisk } from './fullDisk.ts';
import { histories } from './histories.ts';
import { hostileSuperuser } from './hostileSuperuser.ts';
import { importPatients } from './importPatients.ts';
import { letters } from './letters.ts';
import { linkageSets } from './linkageSets.ts';
import { mailKills } from './mailKills.ts';
import { memory } from './memory.ts';
import { misbehavingParser } from './misbehavingParser.ts';
import { mutants } from './mutants.ts';
import { repeatability } from './repeatability.ts';
import { parserCost } from './parserCost.ts';
import { regression } from './regression.ts';
import { resume } from './resume.ts';
import { rowSecurity } from './rowSecurity.ts';
import { sandboxCost } from './sandboxCost.ts';
import { scale } from './scale.ts';
import { scans } from './scans.ts';
import { sealingCost } from './sealingCost.ts';
import { speed } from './speed.ts';
import { stolenDatabase } from './stolenDatabase.ts';

/** All measurements. */
export const MEASURES: readonly Measure[] = [
  devScore,
  linkageSets,
  calibration,
  formatsIdentity,
  speed,
  importPatients,
  memory,
  resume,
  regression,
  parserCost,
  scans,
  archives,
  bombs,
  sandboxCost,
  misbehavingParser,
  mutants,
  corpora,
  rowSecurity,
  repeatability,
  scale,
  stolenDatabase,
  sealingCost,
  fullDisk,
  histories,
  hostileSuperuser,
  auditBehind,
  fourEyes,
  letters,
  mailKills,
  databaseRestarts,
  cutConnections,
  bounces,
];
