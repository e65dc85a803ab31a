import { parentPort, workerData } from 'node:worker_threads';
import { parseTemplates } from '../texts/loadTemplates.ts';
import type { LintRequest } from './lintApart.ts';
import { lintTemplates } from './lintTemplates.ts';

// A thread of its own: trying all kinds of notices takes seconds, during which a server must answer others.
const { files, statement } = workerData as LintRequest;
parentPort!.postMessage(lintTemplates(parseTemplates(files), statement));
