import { parentPort } from 'node:worker_threads';
import { type PartRequest, renderPart } from './renderPart.ts';

// A thread that sets parts of batches, one after the other (partPool.ts).
parentPort!.on('message', (request: PartRequest) => {
  void renderPart(request).then(
    (part) => parentPort!.postMessage({ part }),
    (error: unknown) => parentPort!.postMessage({ error }),
  );
});
