import { parseArgs } from 'node:util';
import { type Command, LANG_OPTION, UsageError } from './command.ts';

/** The options of a command with the ones that all have. */
export function allOptions(command: Command): Command['options'] {
  return { ...command.options, lang: LANG_OPTION };
}

/** What was given to a command. Throws UsageError for what it does not know or lacks. */
export function parseInvocation(
  command: Command,
  args: readonly string[],
): { positionals: string[]; values: Record<string, string | boolean | undefined> } {
  const known = allOptions(command);
  const options = Object.fromEntries(
    Object.entries({ ...known, help: {} }).map(([name, option]) => [
      name,
      { type: 'value' in option && option.value !== undefined ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('. ')[0]! : String(error));
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  if (values['help'] === true) return { positionals: [], values };
  if (parsed.positionals.length < command.positionals.length)
    throw new UsageError(command.positionals.slice(parsed.positionals.length).join(' '));
  if (parsed.positionals.length > command.positionals.length)
    throw new UsageError(parsed.positionals[command.positionals.length]!);
  const missing = Object.entries(known).find(
    ([name, option]) => option.required === true && (values[name] === undefined || values[name] === ''),
  );
  if (missing !== undefined) throw new UsageError(`--${missing[0]} ${missing[1].value ?? ''}`.trim());
  return { positionals: parsed.positionals, values };
}
