import { randomInt } from 'node:crypto';
import { FILE_STRATA, STRATA, type StratumName } from '@constat/contract/sample.ts';
import { requireSettled } from '../exposure/readingState.ts';
import { drawSample, type StratumRequest } from '../exposure/sampling/drawSample.ts';
import { SHEET_COLUMNS, sampleSheet } from '../exposure/sampling/sampleSheet.ts';
import { writeTable } from '../exposure/writeTable.ts';
import { count, fill } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, oneOf, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { refuseExisting } from './refuseExisting.ts';

/** With 299 units read and nobody missed, at most 1 % were missed (95 %). */
const USUAL_SIZE = 300;
/** As many units as a stratum has. */
const ALL = Number.MAX_SAFE_INTEGER;

export const sampleDraw: Command = {
  name: 'sample draw',
  positionals: [],
  options: {
    case: CASE_OPTION,
    strata: {
      value: 'LIST',
      help: {
        fr: `strates, avec leur taille si elle est imposée (rows=100,large=all) : ${STRATA.join(', ')} ; sans cette option, toutes celles des fichiers`,
        en: `strata, with a size where it is to be that (rows=100,large=all): ${STRATA.join(', ')}; without the option, all those of files`,
      },
    },
    size: {
      value: 'N',
      help: {
        fr: 'taille totale, répartie entre les strates sans taille imposée (sinon 300)',
        en: 'size in all, shared among strata without a size (else 300)',
      },
    },
    seed: {
      value: 'N',
      help: {
        fr: 'graine du tirage, pour le refaire (sinon au hasard)',
        en: 'seed of the drawing, to repeat it (else by chance)',
      },
    },
    format: {
      value: 'csv|xlsx',
      help: { fr: 'format de la feuille (sinon csv)', en: 'format of the sheet (else csv)' },
    },
    out: {
      value: 'FILE',
      required: true,
      help: {
        fr: 'feuille à remplir par le lecteur ; un fichier qui existe n’est pas écrasé',
        en: 'sheet for the reader to fill in; a file that is there is not written over',
      },
    },
  },
  help: {
    fr: 'Tire au sort des fichiers où personne n’a été trouvé (et des patients donnés pour non concernés), à lire par une personne : ce qu’elle y trouve borne ce qui a été manqué. Sans regarder le résultat, reproductible par la graine.',
    en: 'Draws files in which nobody was found (and patients said not to be concerned) to be read by a person: what he or she finds bounds what was missed. Can be repeated by its seed.',
  },
  examples: [
    'constat sample draw --case /srv/constat/hopital --out feuille.csv',
    'constat sample draw --case /srv/constat/hopital --strata rows,text,scans=200,large=all,patients=299 --size 600 --seed 2022 --format xlsx --out feuille.xlsx',
  ],
  async run({ value, words, out }) {
    const request = requestOf(value('strata'));
    const size = value('size') === '' ? USUAL_SIZE : numberOf('--size', value('size'), 1_000_000);
    const seed = value('seed') === '' ? randomInt(2 ** 32) : numberOf('--seed', value('seed'), 2 ** 48);
    const format = oneOf('--format', value('format') || 'csv', ['csv', 'xlsx']);
    await refuseExisting(value('out'));
    const open = await openCase(value('case'));
    try {
      await requireSettled(open.database);
      await putOnRecord(open, { action: 'sample_drawn' });
      const number = await drawSample(open.database, { request, size, seed });
      const sheet = sampleSheet(open.database, open.opened.keys, number);
      const units = await writeTable(sheet, SHEET_COLUMNS, format, value('out'), out);
      out.write(
        `${count(words.review.drawn, units, words, String(number), String(seed))}\n${fill(words.review.fillIn, value('out'), value('out'), value('case'))}\n`,
      );
    } finally {
      await open.close();
    }
  },
};

/** 'rows=100,text,large=all'. */
function requestOf(text: string): StratumRequest {
  if (text === '') return new Map(FILE_STRATA.map((stratum) => [stratum, null]));
  return new Map(
    text.split(',').map((entry): [StratumName, number | null] => {
      const [name, size, ...rest] = entry.trim().split('=');
      const stratum = oneOf('--strata', rest.length > 0 ? entry : name!, STRATA);
      if (size === undefined) return [stratum, null];
      return [stratum, size === 'all' ? ALL : numberOf('--strata', size, 1_000_000)];
    }),
  );
}

function numberOf(option: string, text: string, most: number): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) > most)
    throw new UsageError('not_a_number', option, text, '0', String(most));
  return Number(text);
}
