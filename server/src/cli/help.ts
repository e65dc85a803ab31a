import type { Words } from '../languages/words.ts';
import type { Command } from './command.ts';
import { allOptions } from './parseInvocation.ts';

/** The line that shows how a command is written. */
export function usageLine(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const text = option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
    return option.required === true ? text : `[${text}]`;
  });
  return ['constat', command.name, ...command.positionals, ...options].join(' ');
}

/** Help of one command. */
export function commandHelp(command: Command, words: Words): string {
  const { help, language } = words;
  const options = Object.entries(allOptions(command)).map(
    ([name, option]) =>
      [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.help[language]] as const,
  );
  const width = Math.max(...options.map(([name]) => name.length));
  return [
    command.help[language],
    '',
    `${help.usage} :`,
    `  ${usageLine(command)}`,
    '',
    `${help.options} :`,
    ...options.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
    '',
    `${help.examples} :`,
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

/** Help of the whole program. */
export function programHelp(commands: readonly Command[], words: Words): string {
  const { help, language } = words;
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    `${help.usage} : constat ${help.commands.toUpperCase()} …`,
    '',
    `${help.commands} :`,
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.help[language]}`),
    '',
    `${help.exitCodes} :`,
    ...Object.entries(words.exitCodes).map(([code, text]) => `  ${code}  ${text}`),
    '',
    help.more,
    '',
  ].join('\n');
}

/** The page docs/commands.md, made from the commands themselves. */
export function commandsPage(commands: readonly Command[], words: Words): string {
  const sections = commands.map((command) => {
    const rows = Object.entries(allOptions(command)).map(
      ([name, option]) =>
        `| \`--${name}${option.value === undefined ? '' : ` ${option.value.replaceAll('|', '\\|')}`}\` | ${option.help[words.language]} |`,
    );
    return `## constat ${command.name}\n\n${command.help[words.language]}\n\n\`\`\`\n${usageLine(command)}\n\`\`\`\n\n| option | |\n| --- | --- |\n${rows.join('\n')}\n\n\`\`\`\n${command.examples.join('\n')}\n\`\`\`\n`;
  });
  const codes = Object.entries(words.exitCodes).map(([code, text]) => `| ${code} | ${text} |`);
  return `# Commands\n\nThis page is made by \`constat help --markdown\`; a test keeps it true.\n\n${sections.join('\n')}\n## Exit codes\n\n| code | |\n| --- | --- |\n${codes.join('\n')}\n`;
}
