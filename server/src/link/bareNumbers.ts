import type { Finding, Scan } from '../detect/scan.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { decode } from '../text/windows1252.ts';

/** So improbable must it be that the numbers are the register's by chance: digits stand for invoices and articles too, with letters for hardly anything. */
const CHANCE_OF_DIGITS = 1e-5;
const CHANCE_WITH_LETTERS = 1e-3;

/**
 * Numbers of the register that no label announces (a list of numbers and nothing else) count like labelled ones where so many of them cannot be there
 * by chance: of n numbers of this shape, m are the register's, though it has only a small share of all (Poisson).
 */
export function trustBareNumbers(index: PatientIndex, scan: Scan): Scan {
  const bare = bareNumbers(scan);
  if (bare.length === 0) return scan;
  let shapes: ReadonlyMap<string, number> | null = null;
  const trusted = new Set<Finding>();
  for (const [shape, found] of Map.groupBy(bare, ({ value }) => shapeOf(value))) {
    const limit = shape.includes('A') ? CHANCE_WITH_LETTERS : CHANCE_OF_DIGITS;
    const isTrusted = (numbers: number): boolean =>
      chanceOf(found.length, numbers * index.numberDensity) <= limit;
    // Running numbers are there by chance even where the text has no others: then nothing need be counted.
    if (!isTrusted(found.length)) continue;
    shapes ??= shapesIn(decode(scan.bytes));
    if (isTrusted(Math.max(found.length, shapes.get(shape) ?? 0))) found.forEach((one) => trusted.add(one));
  }
  if (trusted.size === 0) return scan;
  const findings = scan.findings.map((one) => (trusted.has(one) ? { ...one, labelled: true } : one));
  return { ...scan, findings };
}

/** A loop, since every text is asked and hardly any has one. */
function bareNumbers({ findings }: Scan): Finding[] {
  const bare: Finding[] = [];
  for (let i = 0; i < findings.length; i++) {
    const finding = findings[i]!;
    if (finding.kind === 'patient_number' && !finding.labelled) bare.push(finding);
  }
  return bare;
}

/** '84512B' as '99999A'. */
function shapeOf(value: string): string {
  return value
    .replace(/[^0-9A-Za-z]/g, '')
    .replace(/\d/g, '9')
    .replace(/[A-Za-z]/g, 'A');
}

/** How often each shape of a number stands in the text. */
function shapesIn(text: string): ReadonlyMap<string, number> {
  const shapes = new Map<string, number>();
  for (const [word] of text.matchAll(/[A-Za-z]{0,3}\d+[A-Za-z]{0,3}/g)) {
    const shape = shapeOf(word);
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  }
  return shapes;
}

/** Bound of the probability that so many or more fall together where `expected` are expected. */
function chanceOf(count: number, expected: number): number {
  let chance = 1;
  for (let i = 1; i <= count; i++) chance *= expected / i;
  return expected >= count ? 1 : chance;
}
