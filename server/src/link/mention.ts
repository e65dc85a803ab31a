/** A name written in a text, with the role that its neighbours give it. */
export interface Mention {
  /** Byte range. */
  readonly start: number;
  end: number;
  /** Line of the text, from 0. */
  readonly line: number;
  /** Line on which it ends. */
  endLine: number;
  /** Ids of the register's name parts, and folded words that no patient bears. */
  readonly nameParts: number[];
  readonly unknownWords: Uint8Array[];
  /** Parts known to be surname or given name by a label. */
  readonly surnameParts: number[];
  readonly givenParts: number[];
  /** Parts in capitals where others are not: rather the surname. */
  readonly capitalParts: number[];
  /** Folded initial of a given name ('J. MARTIN'); 0 when there is none. */
  initial: number;
  hasGivenName: boolean;
  role: 'person' | 'professional' | 'relative' | 'place';
  /** A relative of whoever is named next: 'MARTIN Luc, fils de MARTIN Anne'. */
  readonly isOfNext: boolean;
  /** Stands bare below a closing formula: whoever is not known from before signs as staff. */
  signs: boolean;
  /** 0 unknown, 1 man, 2 woman: by civility or by né / née. */
  sex: number;
  /** Whether a label (Patient :, Mme, Nom :) says that it is a person. */
  introduced: boolean;
  /** Which field of a form it fills, when a label says so. */
  field: NameField | null;
  /** Whether the head of its column said so: then the field is of this line only. */
  inColumn: boolean;
  /** Whether surname and given name are both there, as far as one can tell. */
  readonly isWhole: boolean;
}

/** The fields of forms: 'Nom :' and 'Prénom :' on two lines make one person. */
export type NameField = 'surname' | 'birth_name' | 'usage_name' | 'given_names' | 'full_name';

/** Number of words of a name. */
export function wordCount({ nameParts, unknownWords }: Mention): number {
  return nameParts.length + unknownWords.length;
}
