import { type OpenCase, raiseWall } from '../pipeline.ts';
import type { Invocation } from './command.ts';

let said = false;

/** Decides behind which wall the case is read, and says once when there is none. Throws WallError where that is not excepted. */
export async function announceWall(open: OpenCase, { words, err }: Invocation): Promise<void> {
  const { kind } = await raiseWall(open);
  if (kind !== 'none' || said) return;
  said = true;
  err.write(`${words.sandbox.without}\n`);
}
