import { LABELS, type LabelRole } from '../detect/labels.ts';
import { FINDING, LABEL, type Scan } from '../detect/scan.ts';
import type { Mention } from './mention.ts';

/** Labels that papers about patients have and papers about the house have not. */
const OF_PATIENTS: ReadonlySet<LabelRole> = new Set(['patient', 'patient_number', 'social_security']);

/** What the texts of one content have shown so far, all pages together: it tells staff from patients where a name stands bare. */
export class DocumentKnowledge {
  /** Words of directories, rosters, attendance lists. */
  #staffLists = 0;
  /** Words of other papers about the house: orders, holidays, newsletters. */
  #house = 0;
  #patients = 0;
  readonly #professionals = new Set<string>();

  /** Takes in one more text and the names in it. */
  add(scan: Scan, mentions: readonly Mention[]): void {
    for (let t = 0; t < scan.count; t++) {
      if (scan.kind[t] === LABEL) this.#addLabel(LABELS[scan.ref[t]!]!);
      else if (scan.kind[t] === FINDING && scan.findings[scan.ref[t]!]!.kind === 'patient_number')
        this.#patients++;
    }
    for (const mention of mentions)
      if (mention.role === 'professional' && mention.nameParts.length > 1)
        this.#professionals.add(keyOf(mention));
  }

  #addLabel(role: LabelRole): void {
    if (role === 'staff_list') this.#staffLists++;
    else if (role === 'staff_paper') this.#house++;
    else if (OF_PATIENTS.has(role)) this.#patients++;
  }

  /** Whether somebody of the same name is a professional in this document. */
  isProfessional(mention: Mention): boolean {
    return (
      this.#professionals.size > 0 && mention.nameParts.length > 1 && this.#professionals.has(keyOf(mention))
    );
  }

  /** A paper about the house, not about patients. */
  get isHousePaper(): boolean {
    return this.#staffLists + this.#house > 0 && this.#patients === 0;
  }
}

function keyOf({ nameParts }: Mention): string {
  return [...nameParts].sort((a, b) => a - b).join(' ');
}
