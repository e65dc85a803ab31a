import { resolve } from 'node:path';
import { readConfiguration } from '../case/caseFolder.ts';
import { KEY_PURPOSES } from '../keys/keyPurposes.ts';
import { type KeyRing, readKeyRing } from '../keys/keyRing.ts';
import { sourceOf } from '../keys/openKeys.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { fill, type Words } from '../languages/words.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const keysList: Command = {
  name: 'keys list',
  positionals: [],
  options: { case: CASE_OPTION, json: { help: { fr: 'l’inventaire en JSON', en: 'the inventory as JSON' } } },
  help: {
    fr: 'Montre l’inventaire des clés de l’affaire : d’où elles viennent, depuis quand, ce que chacune ouvre.',
    en: 'Shows the inventory of the keys of the case: where they come from, since when, what each opens.',
  },
  examples: ['constat keys list --case /srv/constat/hopital'],
  async run({ value, flag, words, out }) {
    const folder = resolve(value('case'));
    await readConfiguration(folder);
    const ring = await readKeyRing(folder);
    const text = flag('json')
      ? JSON.stringify(inventory(ring, words), null, 2)
      : inventoryLines(folder, ring, words).join('\n');
    out.write(`${text}\n`);
  },
};

function inventory(ring: KeyRing | null, { closing, language }: Words): object {
  return {
    master:
      ring === null
        ? null
        : { source: ring.master.source.kind, version: ring.master.version, made: ring.master.made },
    keys:
      ring?.keys.map(({ name, version, made }) => ({
        name,
        version,
        made,
        opens: closing.inventory.opens[name],
      })) ?? [],
    derived: Object.entries(KEY_PURPOSES).map(([purpose, says]) => ({ purpose, opens: says[language] })),
  };
}

function inventoryLines(folder: string, ring: KeyRing | null, words: Words): string[] {
  const { inventory: w, keyNames } = words.closing;
  const width = Math.max(...Object.keys(KEY_PURPOSES).map((purpose) => purpose.length));
  return [
    ...(ring === null
      ? [w.earlierForm]
      : [
          fill(
            w.master,
            sourceText(folder, ring, words),
            ring.master.version,
            formatMoment(ring.master.made, words),
          ),
          ...ring.keys.map(
            ({ name, version, made }) =>
              `  ${fill(w.wrapped, keyNames[name], version, formatMoment(made, words), w.opens[name])}`,
          ),
          ...(ring.retired === null ? [] : [w.unfinished]),
        ]),
    w.purposes,
    ...Object.entries(KEY_PURPOSES).map(
      ([purpose, says]) => `  ${purpose.padEnd(width)}  ${says[words.language]}`,
    ),
  ];
}

/** 'key file /media/vault/hospital.key' */
function sourceText(folder: string, { master: { source } }: KeyRing, { language }: Words): string {
  const says = sourceOf(source, folder).describe[language];
  return typeof source['path'] === 'string' ? `${says} ${resolve(folder, source['path'])}` : says;
}
