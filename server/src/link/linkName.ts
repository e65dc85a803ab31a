import type { Scanner } from '../detect/scanner.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';
import { ContentLinker } from './contentLinker.ts';
import type { CaseWeights } from './weights.ts';
import type { Sighting } from './sighting.ts';

/** Says whom the name of a file or member names: 'CR radio DUPONT Marie 12-03-2011.doc'. */
export class NameLinker {
  readonly #linker: ContentLinker;

  constructor(index: PatientIndex, scanner: Scanner, weights?: CaseWeights) {
    this.#linker = new ContentLinker(index, scanner, weights);
  }

  /** Patients whom the last name of the path names, by number or by name, with what else it says of them. Folders are not looked at: they name those who work there. */
  link(path: string): Sighting[] {
    const linker = this.#linker;
    linker.clear();
    linker.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    linker.segment({ kind: 'text', bytes: encode(wordsOfName(path)), firstLine: 1 });
    linker.end();
    return Array.from({ length: linker.sightings.count }, (_, row) => linker.sightings.sighting(row));
  }
}

/** The last name without its extension, signs between words as blanks; a name without any capital gets them, since names of persons are told by capitals. */
function wordsOfName(path: string): string {
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(?:\.[A-Za-z]\w{0,4}){1,2}$/, '')
    .replace(/[_+~()[\]{}]|%20/g, ' ');
  return /\p{Lu}/u.test(name)
    ? name
    : name.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1));
}
