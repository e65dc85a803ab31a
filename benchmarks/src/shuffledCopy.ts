import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { VolumeFinder } from '@constat/server/collect/walkFiles.ts';

/** How many characters the folder of a file has, and how many files one copy may hold. */
const DIGITS = 18;
const FILES = 2 ** 14;

/**
 * Copies files so that they are found in a wanted order: each gets a folder of its own, whose name says nothing and sorts by its place.
 * Volumes of one set stay together. Copies of different numbers share no folder. {@link withoutPlaces} takes the folders out of a path again.
 */
export async function copyInOrder(
  root: string,
  files: readonly string[],
  to: string,
  number = 0,
): Promise<void> {
  const places = new Map<string, string>();
  const finder = new VolumeFinder();
  for (const file of files) {
    // A further volume lies beside the file that stands for its set.
    if (await finder.isFurther(Buffer.from(file))) continue;
    const volumes = await finder.of(Buffer.from(file));
    const place = placeName(number * FILES + places.size);
    for (const one of [file, ...volumes.map((volume) => Buffer.from(volume).toString())])
      if (!places.has(one)) places.set(one, place);
  }
  for (const [file, place] of places) {
    const folder = join(to, place, dirname(relative(root, file)));
    await mkdir(folder, { recursive: true });
    await copyFile(file, join(folder, basename(file)));
  }
}

/** Neither letters nor digits, which could be taken for names and numbers: '-' sorts before '_'. */
function placeName(place: number): string {
  return place.toString(2).padStart(DIGITS, '0').replaceAll('0', '-').replaceAll('1', '_');
}

/** A text of an export without the folders of {@link copyInOrder}. */
export function withoutPlaces(text: string): string {
  return text.replace(new RegExp(`"[-_]{${DIGITS}}(?:/|(?="))`, 'g'), '"');
}
