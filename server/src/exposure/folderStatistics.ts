import { CATEGORIES, type Category, CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';

/** So many items must have been read in a folder for it to be compared with; else the folder above is taken. */
const ENOUGH = 5;
/** A category is likely where it stands in this share of the comparable items. */
const LIKELY_SHARE = 1 / 3;

/** What items of a folder and all below it hold. */
interface Folder {
  items: number;
  patients: number;
  readonly withCategory: number[];
}

/** What an unread item may contain, by comparison. */
export interface Expectation {
  /** Patients per item; null where nothing was read. */
  readonly patients: number | null;
  readonly categories: readonly Category[];
  readonly items: number;
  readonly folder: string;
}

/** Says what an item may contain that was not read, from what the items that were read in the same folders do. */
export class FolderStatistics {
  readonly #folders = new Map<string, Folder>();

  /** Counts an item that was read: how many patients it concerns and with which categories. */
  add(path: string, patients: number, categories: CategorySet): void {
    for (const name of foldersOf(path)) {
      let folder = this.#folders.get(name);
      if (folder === undefined)
        this.#folders.set(name, (folder = { items: 0, patients: 0, withCategory: CATEGORIES.map(() => 0) }));
      folder.items++;
      folder.patients += patients;
      CATEGORIES.forEach((category, i) => {
        if ((categories & CATEGORY_BIT[category]) !== 0) folder.withCategory[i]!++;
      });
    }
  }

  /** By the nearest folder in which enough was read. */
  expect(path: string): Expectation {
    const names = foldersOf(path);
    const name = names.find((folder) => (this.#folders.get(folder)?.items ?? 0) >= ENOUGH) ?? names.at(-1)!;
    const folder = this.#folders.get(name);
    if (folder === undefined) return { patients: null, categories: [], items: 0, folder: name };
    return {
      patients: folder.patients / folder.items,
      categories: CATEGORIES.filter((_, i) => folder.withCategory[i]! >= folder.items * LIKELY_SHARE),
      items: folder.items,
      folder: name,
    };
  }
}

/** The folders of an item from the nearest one up to '/', those inside archives among them. */
function foldersOf(path: string): string[] {
  const names: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    names.push(path.slice(0, end).replace(/!$/, ''));
  return [...names, '/'];
}
