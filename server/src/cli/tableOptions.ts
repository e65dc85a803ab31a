import type { Option } from './command.ts';

/** Into which file lines are written, and how (exposure/writeTable.ts). */
export const TABLE_OPTIONS = {
  format: {
    value: 'jsonl|csv|xlsx',
    required: true,
    help: { fr: 'format du fichier', en: 'format of the file' },
  },
  out: {
    value: 'FILE',
    required: true,
    help: {
      fr: 'fichier à écrire, « - » pour la sortie standard',
      en: 'file to write, "-" for standard output',
    },
  },
} as const satisfies Readonly<Record<string, Option>>;
