import type { LineBuilder } from '../emitLines.ts';
import { writeCustomData } from './customData.ts';
import { writeProperties } from './documentProperties.ts';
import type { OfficePackage } from './officePackage.ts';
import { readPackageProperties } from './packageProperties.ts';

/** Writes what any document of Office 2007 or later holds besides its text: variables, data bound to it, properties. */
export async function writePackageData(file: OfficePackage, lines: LineBuilder): Promise<void> {
  await writeCustomData(file, lines);
  await writeProperties(lines, await readPackageProperties(file));
}
