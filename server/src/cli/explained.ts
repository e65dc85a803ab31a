import type { ExplainedItem } from '../exposure/explainedItems.ts';
import type { CountedItem } from '../exposure/review/itemDecisions.ts';
import type { ExplainedContent } from '../jobs/explainContents.ts';

/** One item as it is explained. */
export interface Explained {
  readonly item: ExplainedItem;
  /** What counts in it of the patient who is explained; of everybody whom reviewers, or its name, say something of, where it is the item. */
  readonly known: readonly CountedItem[];
  /** What reviewers said of anybody in it. */
  readonly decided: readonly CountedItem[];
  /** Its passages; null where nothing of it can be read again. */
  readonly content: ExplainedContent | null;
}

/** The hospital's own numbers of patients. */
export interface PatientNames {
  /** By internal id. */
  of(id: number): Promise<string>;
  /** By position in the patient index. */
  at(position: number): Promise<string>;
  idAt(position: number): number;
}
