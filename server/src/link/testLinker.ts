import { categoriesOf } from '@constat/contract/category.ts';
import { createScanner } from '../detect/scanner.ts';
import { type IndexedPatient, IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { encode } from '../text/windows1252.ts';
import { ContentLinker } from './contentLinker.ts';
import { registerWords } from './registerWords.ts';

const NOBODY = { nir: null, birthName: '', usageName: '', givenNames: [], sex: null, birthDate: 0, phones: [], email: '', address: '', postcode: '' } as const; // prettier-ignore

/** For tests: links with a register of the given people, at positions 0, 1, …, and so many others that a name of one of them says something. */
export function linkerWith(people: readonly Partial<IndexedPatient>[], others = 3_000): ContentLinker {
  const builder = new IndexBuilder();
  people.forEach((patient, i) => builder.add({ ...NOBODY, id: i + 1, patientNumber: '', ...patient }));
  for (let i = 0; i < others; i++)
    builder.add({ ...NOBODY, id: 1_000 + i, patientNumber: String(70_000_000 + i), birthName: `Autre${'abcdefghij'[i % 10]!}`, givenNames: ['Luc'], sex: 'M', birthDate: 19000102 + (i % 28) }); // prettier-ignore
  const index = builder.build();
  return new ContentLinker(index, createScanner(registerWords(index)));
}

/** For tests: a register of the given people among so many others that a name of one of them says something, and what texts say of them. */
export class TestLinker {
  readonly #people: readonly Partial<IndexedPatient>[];
  readonly #linker: ContentLinker;

  constructor(people: readonly Partial<IndexedPatient>[], others = 3_000) {
    this.#people = people;
    this.#linker = linkerWith(people, others);
  }

  /** The probable patients of one text by number, with the categories that it shows of each, 'name' and 'medical' left out. */
  link(...pages: readonly string[]): Map<string, string> {
    const linker = this.#linker;
    linker.clear();
    pages.forEach((text, page) => {
      linker.segment({ kind: 'part', place: 'page', name: '', number: page + 1 });
      linker.segment({ kind: 'text', bytes: encode(text), firstLine: 1 });
    });
    linker.end();
    const found = new Map<string, string>();
    for (let row = 0; row < linker.sightings.count; row++) {
      const { patient, categories, probability } = linker.sightings.sighting(row);
      if (probability < 0.5) continue;
      const shown = categoriesOf(categories).filter((name) => name !== 'name' && name !== 'medical');
      found.set(this.#people[patient]?.patientNumber ?? `other ${patient}`, shown.sort().join(' '));
    }
    return found;
  }

  /** Whether the text shows something medical of the patient. */
  isMedical(text: string, number: string): boolean {
    this.link(text);
    for (let row = 0; row < this.#linker.sightings.count; row++) {
      const { patient, categories } = this.#linker.sightings.sighting(row);
      if (this.#people[patient]?.patientNumber === number)
        return categoriesOf(categories).includes('medical');
    }
    return false;
  }
}
