import type { Format } from '../format.ts';
import { FORMATS } from '../formats/index.ts';
import { misbehaving } from './misbehavingFormat.ts';

/** A reading child that knows one format more than those of the product. */
(FORMATS as Format[]).unshift(misbehaving);
await import('../child/main.ts');
