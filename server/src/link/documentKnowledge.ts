import { LABELS, type LabelRole } from '../detect/labels.ts';
import { CLINICAL, FINDING, type Finding, LABEL, type Scan } from '../detect/scan.ts';
import type { Mention } from './mention.ts';

/** Labels that papers about patients have and papers about the house have not. */
const OF_PATIENTS: ReadonlySet<LabelRole> = new Set(['patient', 'patient_number', 'social_security']);

/** What the texts of one content have shown so far, all pages together: it tells staff from patients where a name stands bare. */
export class DocumentKnowledge {
  /** Words of papers about the house: directories, rosters, orders, newsletters. */
  #house = 0;
  /** Lines with words of illness or care. */
  #clinical = 0;
  #patients = 0;
  readonly #professionals = new Set<string>();
  /** When the content seems to have been written: the newest year on the pages before, else what its name tells; 0 where nothing does. */
  year: number;

  constructor(year: number) {
    this.year = year;
  }

  /** Takes in one more text and the names in it. */
  add(scan: Scan, mentions: readonly Mention[]): void {
    for (let t = 0; t < scan.count; t++) {
      if (scan.kind[t] === LABEL) this.#addLabel(LABELS[scan.ref[t]!]!);
      else if (scan.kind[t] === FINDING) this.#addFinding(scan.findings[scan.ref[t]!]!);
    }
    for (const mention of mentions)
      if (mention.role === 'professional' && mention.nameParts.length > 1)
        this.#professionals.add(keyOf(mention));
  }

  #addFinding({ kind, confidence }: Finding): void {
    if (kind === 'patient_number') this.#patients++;
    else if (kind === 'medical' && confidence >= CLINICAL) this.#clinical++;
  }

  #addLabel(role: LabelRole): void {
    if (role === 'staff_list' || role === 'staff_paper') this.#house++;
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
    return this.#house > 0 && this.#patients === 0 && this.#clinical <= 2 * this.#house;
  }
}

function keyOf({ nameParts }: Mention): string {
  return [...nameParts].sort((a, b) => a - b).join(' ');
}
