import { fill, type Words } from '../languages/words.ts';
import type { MappingView } from '../patients/importFault.ts';
import { type MappingDoubt, REGISTER_FIELDS } from '../patients/registerMapping.ts';

/** From this on a column is called sure. */
const SURE = 0.75;

/** Which columns fill which field, and how surely; with the forms of some values where these are wanted. Never a value. */
export function describeMapping(view: MappingView, words: Words, withExamples: boolean): string[] {
  const lines = REGISTER_FIELDS.filter((field) => view.mapping[field] !== undefined).map((field) => {
    const certainty = view.certainty[field];
    const unsure = certainty !== undefined && certainty < SURE ? ` (${words.import.unsure})` : '';
    const examples = withExamples ? (view.examples[field] ?? []) : [];
    const shown = examples.length === 0 ? '' : `   ${fill(words.import.examples, examples.join(' | '))}`;
    return `  ${words.fields[field]} ← ${view.mapping[field]!.join(', ')}${unsure}${shown}`;
  });
  return [words.import.mapping, ...lines, ...describeDoubts(view, words)];
}

/** What should be looked at, and the mapping file that says what was guessed, ready to be changed. */
function describeDoubts(view: MappingView, words: Words): string[] {
  if (view.doubts.length === 0) return [];
  return [
    words.import.doubts,
    ...view.doubts.map((doubt) => `  ${describeDoubt(doubt, view, words)}`),
    fill(words.import.mappingHelp, JSON.stringify(view.mapping)),
  ];
}

function describeDoubt(doubt: MappingDoubt, { columns }: MappingView, words: Words): string {
  const name = (column: number): string => columns[column] ?? String(column + 1);
  switch (doubt.kind) {
    case 'two_columns':
      return fill(
        words.import.twoColumns,
        words.fields[doubt.field],
        name(doubt.columns[0]),
        name(doubt.columns[1]),
      );
    case 'unsure':
      return fill(words.import.unsureColumn, words.fields[doubt.field], name(doubt.column));
    case 'missing':
      return fill(words.import.missingField, words.fields[doubt.field]);
    case 'not_used':
      return fill(words.import.unusedColumn, name(doubt.column));
  }
}
