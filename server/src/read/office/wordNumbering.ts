import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { LIST_LEVELS, ListCounters, type ListLevel } from './listCounters.ts';
import type { OfficePackage } from './officePackage.ts';

/** A list as paragraphs refer to it: the definition it follows, levels of its own, and where it begins otherwise. */
interface List {
  definition: string;
  readonly levels: Map<number, ListLevel>;
  readonly starts: Map<number, number>;
}

/** Where a paragraph stands in a list. */
export interface ListPlace {
  readonly list: string | undefined;
  readonly level: number | undefined;
}

const STYLE_DEPTH = 20;

/** The numbers that Word puts before the paragraphs of lists (ECMA-376, 17.9). */
export class WordNumbering {
  readonly #definitions = new Map<string, ListLevel[]>();
  /** Definitions that only point at a style, and definitions of such styles. */
  readonly #styleLinks = new Map<string, string>();
  readonly #linkedStyles = new Map<string, string>();
  readonly #lists = new Map<string, List>();
  readonly #styles = new Map<string, { based: string; place: ListPlace }>();
  readonly #counters = new ListCounters();

  static async read(file: OfficePackage): Promise<WordNumbering> {
    const numbering = new WordNumbering();
    await file.parse('word/numbering.xml', numbering.#definitionHandler());
    if (!numbering.isEmpty) await file.parse('word/styles.xml', numbering.#styleHandler());
    return numbering;
  }

  get isEmpty(): boolean {
    return this.#lists.size === 0;
  }

  /** The label of the next paragraph at this place (or of this style); '' when it has none. */
  next(place: ListPlace, style: string): string {
    const inherited = this.#placeOfStyle(style);
    const list = this.#lists.get(place.list ?? inherited.list ?? '');
    const level = place.level ?? inherited.level ?? 0;
    if (list === undefined || level < 0 || level >= LIST_LEVELS) return '';
    const definition = this.#resolve(list.definition);
    const levels = levelsOf(this.#definitions.get(definition) ?? [], list);
    return this.#counters.next(
      definition,
      levels,
      place.list ?? inherited.list ?? '',
      level,
      list.starts.get(level),
    );
  }

  #resolve(definition: string): string {
    const style = this.#styleLinks.get(definition);
    return (style === undefined ? undefined : this.#linkedStyles.get(style)) ?? definition;
  }

  #placeOfStyle(style: string): ListPlace {
    let name = style;
    for (let depth = 0; depth < STYLE_DEPTH; depth++) {
      const known = this.#styles.get(name);
      if (known === undefined) break;
      if (known.place.list !== undefined) return known.place;
      name = known.based;
    }
    return { list: undefined, level: undefined };
  }

  #definitionHandler(): MarkupHandler {
    let definition = '';
    let level: ListLevel | null = null;
    let list: List | null = null;
    let override = 0;
    return {
      open: (name, attributes) => {
        const local = localName(name);
        const value = attributes['w:val'] ?? '';
        if (local === 'abstractNum') {
          definition = attributes['w:abstractNumId'] ?? '';
          this.#definitions.set(definition, []);
        } else if (local === 'numStyleLink') this.#styleLinks.set(definition, value);
        else if (local === 'styleLink') this.#linkedStyles.set(value, definition);
        else if (local === 'lvl') {
          level = { start: 0, format: 'decimal', text: '', restart: null, isLegal: false };
          const at = Number(attributes['w:ilvl']);
          const levels = this.#definitions.get(definition);
          if (list !== null) list.levels.set(at, level);
          else if (levels !== undefined && at >= 0 && at < LIST_LEVELS) levels[at] = level;
        } else if (local === 'num') {
          list = { definition: '', levels: new Map(), starts: new Map() };
          this.#lists.set(attributes['w:numId'] ?? '', list);
        } else if (local === 'abstractNumId' && list !== null) list.definition = value;
        else if (local === 'lvlOverride') override = Number(attributes['w:ilvl']);
        else if (local === 'startOverride') list?.starts.set(override, Number(value) || 0);
        else if (level !== null) defineLevel(level, local, value);
      },
      close: (name) => {
        if (localName(name) === 'lvl') level = null;
        else if (localName(name) === 'num') list = null;
      },
    };
  }

  #styleHandler(): MarkupHandler {
    let style = '';
    return {
      open: (name, attributes) => {
        const local = localName(name);
        const value = attributes['w:val'] ?? '';
        const known = this.#styles.get(style);
        if (local === 'style') {
          style = attributes['w:styleId'] ?? '';
          this.#styles.set(style, { based: '', place: { list: undefined, level: undefined } });
        } else if (known === undefined) return;
        else if (local === 'basedOn') this.#styles.set(style, { ...known, based: value });
        else if (local === 'numId')
          this.#styles.set(style, { ...known, place: { ...known.place, list: value } });
        else if (local === 'ilvl')
          this.#styles.set(style, { ...known, place: { ...known.place, level: Number(value) } });
      },
    };
  }
}

function levelsOf(levels: readonly ListLevel[], list: List): readonly ListLevel[] {
  return list.levels.size === 0
    ? levels
    : Array.from({ length: LIST_LEVELS }, (_, i) => list.levels.get(i) ?? levels[i]!);
}

function defineLevel(level: ListLevel, local: string, value: string): void {
  if (local === 'start') level.start = Number(value) || 0;
  else if (local === 'numFmt') level.format = value;
  else if (local === 'lvlText') level.text = value;
  else if (local === 'lvlRestart') level.restart = Number(value) || 0;
  else if (local === 'isLgl') level.isLegal = value !== '0' && value !== 'false';
}
