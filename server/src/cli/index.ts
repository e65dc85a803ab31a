import { assess } from './assess.ts';
import { caseCircumstances } from './caseCircumstances.ts';
import { caseCreate } from './caseCreate.ts';
import { caseExceptionAdd, caseExceptionRemove } from './caseException.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { evidenceAdd } from './evidenceAdd.ts';
import { evidencePasswords } from './evidencePasswords.ts';
import { explain } from './explain.ts';
import { exportCommand } from './export.ts';
import { patientsImport } from './patientsImport.ts';
import { run } from './run.ts';
import { sandboxCheck } from './sandboxCheck.ts';
import { summary } from './summary.ts';

/** All commands, in the order of the work. */
export const COMMANDS: readonly Command[] = [
  caseCreate,
  caseCircumstances,
  patientsImport,
  evidenceAdd,
  evidencePasswords,
  assess,
  exportCommand,
  explain,
  summary,
  run,
  demo,
  sandboxCheck,
  caseExceptionAdd,
  caseExceptionRemove,
];
