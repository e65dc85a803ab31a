import type { TableLayout } from '../columns/tableLayout.ts';

/** Rows of a table that are kept to understand it better. */
const SAMPLE_ROWS = 200;
/** Tables of one content whose layouts are kept. */
const TABLES = 500;

/**
 * The layouts of the named tables of one content. A dump may go from one table to another with every row: each is understood anew only when
 * twice as many of its rows are known.
 */
export class KnownLayouts {
  readonly #tables = new Map<
    string,
    { rows: (readonly string[])[]; understood: number; layout: TableLayout | null }
  >();

  /** The layout of the table of this name and these columns, by `rows` and those that came before. */
  layoutOf(
    key: string,
    rows: readonly (readonly string[])[],
    understand: (rows: readonly (readonly string[])[]) => TableLayout,
  ): TableLayout {
    const known = this.#tables.get(key) ?? { rows: [], understood: 0, layout: null };
    if (this.#tables.size < TABLES) this.#tables.set(key, known);
    known.rows.push(...rows.slice(0, SAMPLE_ROWS - known.rows.length));
    if (known.layout === null || known.rows.length >= 2 * known.understood) {
      known.layout = understand(known.rows);
      known.understood = known.rows.length;
    }
    return known.layout;
  }

  clear(): void {
    this.#tables.clear();
  }
}
