import { parseArgs } from 'node:util';
import { type Command, LANG_OPTION, type Option, UsageError } from './command.ts';

/** The options of a command with the ones that all have. */
export function allOptions(command: Command): Command['options'] {
  return { ...command.options, lang: LANG_OPTION };
}

type Values = Record<string, string | boolean | undefined>;

/** What was given to a command. Throws UsageError for what it does not know or lacks. */
export function parseInvocation(
  command: Command,
  args: readonly string[],
): { positionals: string[]; values: Values } {
  const known = allOptions(command);
  const { positionals, values } = parseOptions({ ...known, help: {} }, args);
  if (values['help'] === true) return { positionals: [], values };
  const expected = command.positionals;
  if (positionals.length < expected.length)
    throw new UsageError('argument_missing', expected.slice(positionals.length).join(' '));
  if (positionals.length > expected.length)
    throw new UsageError('argument_unexpected', positionals[expected.length]!);
  const missing = Object.entries(known).find(
    ([name, option]) => option.required === true && (values[name] === undefined || values[name] === ''),
  );
  if (missing !== undefined) throw new UsageError('option_missing', written(...missing));
  return { positionals, values };
}

/** Node splits the arguments; what is wrong with them is said in the user's language. */
function parseOptions(
  known: Readonly<Record<string, Partial<Option>>>,
  args: readonly string[],
): { positionals: string[]; values: Values } {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of parsed.tokens)
    if (token.kind === 'option')
      assertUsable(
        token,
        Object.hasOwn(known, token.name) && token.rawName.startsWith('--') ? known[token.name]! : null,
      );
  return { positionals: parsed.positionals, values: parsed.values };
}

/** An option as it was written. */
interface Given {
  readonly name: string;
  /** With its dashes. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value stands behind a '='. */
  readonly inlineValue?: boolean | undefined;
}

function assertUsable({ name, rawName, value, inlineValue }: Given, option: Partial<Option> | null): void {
  if (option === null) throw new UsageError('option_unknown', rawName);
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError('value_unexpected', rawName);
  } else if (value === undefined || (inlineValue !== true && isOption(value)))
    throw new UsageError('value_missing', written(name, option));
}

/** Whether what stands behind an option is the next one; a negative number is none. */
function isOption(value: string): boolean {
  return value.length > 1 && value.startsWith('-') && !/^-\d/.test(value);
}

/** '--case DIR' */
function written(name: string, { value }: Partial<Option>): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
