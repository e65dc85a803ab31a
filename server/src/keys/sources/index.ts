import { commandSource } from './command.ts';
import { fileSource } from './file.ts';
import { passphraseSource } from './passphrase.ts';
import type { KeySource } from './source.ts';

/** Where a master key may come from. */
export const KEY_SOURCES: readonly KeySource[] = [fileSource, passphraseSource, commandSource];
