import type { OfficePackage } from './officePackage.ts';

/** A sheet of a workbook: its name and the part that holds it. */
export interface WorkbookSheet {
  readonly name: string;
  readonly path: string;
}

/** The sheets that a workbook lists, then those that were taken out of it but not out of the file: parts whose path is like `pattern`. */
export function withHiddenSheets(
  file: OfficePackage,
  listed: readonly WorkbookSheet[],
  pattern: RegExp,
): WorkbookSheet[] {
  const known = new Set(listed.map(({ path }) => path));
  const others = file.matching(pattern).filter((path) => !known.has(path));
  return [...listed, ...others.map((path) => ({ name: path.split('/').at(-1)!, path }))];
}
