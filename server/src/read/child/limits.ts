/** Containers in containers are followed so deep. */
export const DEPTH_LIMIT = 12;

/** Members of one top-level file that are listed. */
export const MEMBER_LIMIT = 2_000_000;

/** Unpacked bytes of one top-level file: at least 10 GB, and not more than 200 times the file. */
export function unpackedLimit(fileBytes: number): number {
  return Math.max(10e9, fileBytes * 200);
}
