import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { CaseError } from '../case/caseError.ts';
import { chooseLanguage } from '../languages/chooseLanguage.ts';
import type { Described } from './keyPurposes.ts';

const ENTER = new Set(['\r', '\n', '\u0004']);
const BACKSPACE = new Set(['\u007f', '\b']);
const CTRL_C = '\u0003';

/** Asks on the terminal of the process, without echo, whatever standard input is. Throws CaseError('passphrase_needed') where there is no terminal. */
export async function askTerminal(question: Described): Promise<string> {
  const terminal = openTerminal();
  terminal.setRawMode(true);
  process.stderr.write(`${question[chooseLanguage(undefined, process.env)]}: `);
  try {
    return await readLine(terminal);
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
    process.stderr.write('\n');
  }
}

function openTerminal(): ReadStream {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch (error) {
    throw new CaseError('passphrase_needed', 'CONSTAT_PASSPHRASE_FILE', { cause: error });
  }
}

function readLine(terminal: ReadStream): Promise<string> {
  return new Promise((settle, reject) => {
    const typed: string[] = [];
    terminal.setEncoding('utf8');
    terminal.on('data', (text: string) => {
      for (const letter of text) {
        if (ENTER.has(letter)) settle(typed.join(''));
        else if (letter === CTRL_C) reject(new CaseError('passphrase_needed', 'CONSTAT_PASSPHRASE_FILE'));
        else if (BACKSPACE.has(letter)) typed.pop();
        else typed.push(letter);
      }
    });
    terminal.once('error', reject);
  });
}
