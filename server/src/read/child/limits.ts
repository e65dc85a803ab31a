/** Containers in containers are followed so deep. */
export const DEPTH_LIMIT = 12;

/** Members of one top-level file that are listed. */
export const MEMBER_LIMIT = 2_000_000;

/** Bytes (and characters) of a member's name that are kept. No file system and no archive program writes longer ones. */
export const NAME_LIMIT = 16_384;

/** Unpacked bytes of one top-level file: at least 4 GiB, and not more than 200 times the file. */
export function unpackedLimit(fileBytes: number): number {
  return Math.max(4 * 2 ** 30, fileBytes * 200);
}
