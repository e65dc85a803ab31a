/** A value of a row for COPY. */
export type CopyValue =
  string | number | boolean | null | Uint8Array | readonly number[] | readonly Uint8Array[];

/** One row in PostgreSQL's text format for COPY, with its line end. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let i = 0; i < values.length; i++) line += (i === 0 ? '' : '\t') + copyValue(values[i]!);
  return `${line}\n`;
}

function copyValue(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Uint8Array) return `\\\\x${hex(value)}`;
  if (typeof value !== 'string')
    return `{${value.map((item) => (typeof item === 'number' ? String(item) : `"\\\\\\\\x${hex(item)}"`)).join(',')}}`;
  return value.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]!);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
