import type { GrayImage } from './grayImage.ts';

/** A page as ink and paper: 1 is ink. */
export interface InkImage {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

/** A connected piece of ink: mostly a letter. */
export interface Component {
  readonly left: number;
  readonly top: number;
  /** Behind the last column and line. */
  readonly right: number;
  readonly bottom: number;
  /** Pixels of ink. */
  readonly area: number;
}

/** Threshold of Otsu (1979): splits the shades into two classes with the least variance inside. A pixel at or below it is dark. */
export function otsuThreshold(image: GrayImage): number {
  const counts = new Float64Array(256);
  for (const value of image.pixels) counts[value]!++;
  let sum = 0;
  counts.forEach((count, value) => (sum += count * value));
  let best = { spread: -1, threshold: 127 };
  let dark = 0;
  let darkSum = 0;
  for (let value = 0; value < 255; value++) {
    dark += counts[value]!;
    darkSum += counts[value]! * value;
    const light = image.pixels.length - dark;
    if (dark === 0 || light === 0) continue;
    const spread = dark * light * (darkSum / dark - (sum - darkSum) / light) ** 2;
    if (spread > best.spread) best = { spread, threshold: value };
  }
  return best.threshold;
}

/** A pixel is ink when it is darker than this share of its neighbourhood. */
const DARKER = 0.82;
/** The neighbourhood reaches so many pixels to each side, at the size at which pages are surveyed. */
const REACH = 16;

/** Ink by comparison with the mean of the neighbourhood (Bradley & Roth 2007, by sums over lines): independent of shadows and grey paper. */
export function findInk({ width, height, pixels }: GrayImage): InkImage {
  const ink = new Uint8Array(width * height);
  const columns = new Float64Array(width);
  let from = 0;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (const end = Math.min(height, y + REACH + 1); to < end; to++) addLine(columns, pixels, to * width, 1);
    for (const begin = Math.max(0, y - REACH); from < begin; from++)
      addLine(columns, pixels, from * width, -1);
    markLine(ink, pixels, columns, y * width, to - from);
  }
  return { width, height, ink };
}

function addLine(columns: Float64Array, pixels: Uint8Array, at: number, sign: number): void {
  for (let x = 0; x < columns.length; x++) columns[x]! += sign * pixels[at + x]!;
}

function markLine(
  ink: Uint8Array,
  pixels: Uint8Array,
  columns: Float64Array,
  at: number,
  lines: number,
): void {
  const width = columns.length;
  let sum = 0;
  let from = 0;
  let to = 0;
  for (let x = 0; x < width; x++) {
    for (const end = Math.min(width, x + REACH + 1); to < end; to++) sum += columns[to]!;
    for (const begin = Math.max(0, x - REACH); from < begin; from++) sum -= columns[from]!;
    if (pixels[at + x]! * (to - from) * lines < sum * DARKER) ink[at + x] = 1;
  }
}

/** The connected pieces of ink (eight neighbours), found by runs of each line joined to those of the line above. */
export function findComponents({ width, height, ink }: InkImage): Component[] {
  const boxes: { left: number; top: number; right: number; bottom: number; area: number }[] = [];
  const parents: number[] = [];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
    return root;
  };
  let above: { from: number; to: number; label: number }[] = [];
  for (let y = 0; y < height; y++) {
    const runs: typeof above = [];
    let next = 0;
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      const from = x;
      while (x < width && ink[y * width + x] === 1) x++;
      while (next < above.length && above[next]!.to < from) next++;
      let label = -1;
      for (let i = next; i < above.length && above[i]!.from <= x; i++) {
        const other = rootOf(above[i]!.label);
        if (label < 0) label = other;
        else if (other !== label) parents[Math.max(label, other)] = label = Math.min(label, other);
      }
      if (label < 0) {
        label = parents.length;
        parents.push(label);
        boxes.push({ left: from, top: y, right: x, bottom: y + 1, area: 0 });
      }
      const box = boxes[label]!;
      box.left = Math.min(box.left, from);
      box.right = Math.max(box.right, x);
      box.bottom = y + 1;
      box.area += x - from;
      runs.push({ from, to: x, label });
    }
    above = runs;
  }
  return gather(boxes, parents, rootOf);
}

function gather(
  boxes: readonly Component[],
  parents: readonly number[],
  rootOf: (label: number) => number,
): Component[] {
  const whole = new Map<number, Component>();
  for (let label = 0; label < parents.length; label++) {
    const root = rootOf(label);
    const known = whole.get(root);
    const box = boxes[label]!;
    whole.set(root, known === undefined ? box : joined(known, box));
  }
  return [...whole.values()];
}

function joined(a: Component, b: Component): Component {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    area: a.area + b.area,
  };
}
