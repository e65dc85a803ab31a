/** A value of a row that is written to the database. */
export type RowValue =
  string | number | boolean | null | Uint8Array | readonly number[] | readonly Uint8Array[];
