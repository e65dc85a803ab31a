import { parentPort, workerData } from 'node:worker_threads';
import { SealError, SealKey } from '../keys/sealKey.ts';
import { buffersOf, type OpenerData, type OpenerReply } from './blockOpener.ts';
import { openBlock, type PatientBlock } from './patientBlock.ts';

/** Opens blocks of the register in a thread of its own. It sees no database and no key besides the one that seals. */
const key = new SealKey((workerData as OpenerData).key);
const port = parentPort!;

port.on('message', (block: PatientBlock) => {
  try {
    openBlock(block, key);
    port.postMessage({ block } satisfies OpenerReply, buffersOf(block));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    port.postMessage({ unopened: error.place } satisfies OpenerReply);
  }
});
