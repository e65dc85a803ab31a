import type { Hl7Segment } from './hl7Message.ts';
import { type DeclaredCell, declaredCell } from './patientWriter.ts';

/** Types of OBX-2 whose values are codes and numbers; all others hold words. */
const CODED = /^(?:NM|SN|DT|TM|TS|CE|CF|CK|CWE|CNE|MO|NA|ID|IS|SI)$/;

/**
 * What an OBX says (HL7 v2 and HPRIM alike: 2 type, 3 what was observed, 5 value): every observation is medical; words in it are
 * also text about the patient. Documents in it (ED) are left to the members.
 */
export function readObservation(segment: Hl7Segment): { cells: DeclaredCell[]; text: string } {
  const label = segment.first(3);
  const observed = label.component(2) || label.component(1);
  const cells = [declaredCell('OBX-3', 'medical', observed || 'OBX')];
  const type = segment.raw(2);
  if (type === 'ED') return { cells, text: plainTexts(segment) };
  const value = segment
    .repetitions(5)
    .map((part) => part.text())
    .join('\n');
  if (!CODED.test(type)) return { cells, text: value === '' ? '' : `${observed} : ${value}` };
  return { cells: [...cells, declaredCell('OBX-5', 'medical', value)], text: '' };
}

/** ED with text as it is (encoding A). */
function plainTexts(segment: Hl7Segment): string {
  return segment
    .repetitions(5)
    .filter((value) => !isEncoded(value.component(4), value.rawComponent(5)))
    .map((value) => value.component(5))
    .join('\n');
}

/** Whether the data of an ED are base64 or hexadecimal, as declared or by their look. */
export function isEncoded(encoding: string, data: string): boolean {
  if (/^(?:base64|hex)/i.test(encoding)) return true;
  return encoding === '' && data.length > 100 && /^[A-Za-z0-9+/=\s]+$/.test(data.slice(0, 2_000));
}
