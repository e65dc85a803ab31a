import { Random } from '../../demo/random.ts';

/** Share of the bytes that are changed: so few that a parser goes deep before it meets one. */
const RATIOS = [0.00005, 0.0002, 0.0005, 0.002];
/** A block that is moved, doubled, blanked or taken out has at most this share of the file. */
const BLOCK_SHARE = 0.2;

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

/** What is done to a file; changing bytes most often. */
const CHANGES: readonly Change[] = [
  changeBytes,
  changeBytes,
  changeBytes,
  cut,
  takeOut,
  doubleBlock,
  swapBlocks,
  blank,
];

/** A mutant of a file: the same for the same seed. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = new Random(seed);
  let bytes = Uint8Array.from(original);
  for (let changes = random.int(1, 2); changes > 0 && bytes.length > 1; changes--)
    bytes = Uint8Array.from(random.pick(CHANGES)(bytes, random));
  return bytes;
}

function changeBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const count = Math.max(1, Math.round(bytes.length * random.pick(RATIOS)));
  for (let i = 0; i < count; i++) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
  return bytes;
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.subarray(0, random.int(1, bytes.length - 1));
}

function takeOut(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function doubleBlock(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

function swapBlocks(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(bytes, random);
  const target = random.int(0, bytes.length - (end - start));
  const moved = bytes.slice(start, end);
  bytes.copyWithin(start, target, target + moved.length);
  bytes.set(moved, target);
  return bytes;
}

function blank(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(bytes, random);
  return bytes.fill(random.pick([0, 0xff, 0x20]), start, end);
}

function block(bytes: Uint8Array, random: Random): [number, number] {
  const length = random.int(1, Math.max(1, Math.floor(bytes.length * BLOCK_SHARE)));
  const start = random.int(0, bytes.length - length);
  return [start, start + length];
}
