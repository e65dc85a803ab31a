import { CaseError } from '../case/caseError.ts';
import { fill } from '../languages/words.ts';
import { buildBatch } from '../notify/batches/buildBatch.ts';
import { PartPool } from '../notify/letters/partPool.ts';
import { loadCampaign } from '../notify/select/planCampaign.ts';
import { loadCheckedTexts } from '../notify/lint/loadCheckedTexts.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

const USUAL_SIZE = 10_000;
const LARGEST_SIZE = 100_000;

export const noticesBuild: Command = {
  name: 'notices build',
  positionals: [],
  options: {
    case: CASE_OPTION,
    size: {
      value: 'N',
      help: {
        fr: `courriers au plus (sinon ${USUAL_SIZE})`,
        en: `letters at most (else ${USUAL_SIZE})`,
      },
    },
  },
  help: {
    fr: 'Compose le prochain lot d’impression, ou achève un lot commencé : contrôles avant, mise en page, relecture de chaque page, empreintes. Interrompu, il donne les mêmes octets la fois suivante. Un contrôle qui refuse nomme les avis, jamais les personnes, et rien n’est composé.',
    en: 'Builds the next print batch, or ends one that was begun: checks, setting, reading back of every page, hashes. Interrupted, it gives the same bytes the next time. A check that refuses names notices, never persons, and nothing is built.',
  },
  examples: ['constat notices build --size 5000 --case /srv/constat/hopital'],
  async run({ value, words, out, signal }) {
    const size = sizeOf(value('size'));
    const open = await openCase(value('case'));
    const pool = new PartPool();
    try {
      if ((await loadCampaign(open.database)) === null) throw new CaseError('no_plan', 'notices build');
      await putOnRecord(open, { action: 'notices_built' });
      const { folder, keys } = open.opened;
      const context = { database: open.database, keys, folder };
      const { statement, templates } = await loadCheckedTexts(folder);
      const batch = await buildBatch(context, { statement, templates, size, pool, signal });
      const w = words.notices;
      out.write(`${fill(w.built, batch.number, batch.letters, batch.pages ?? 0)}\n`);
      out.write(`${fill(w.manifest, batch.manifestSha256?.toString('hex') ?? '')}\n`);
    } finally {
      await pool.close();
      await open.close();
    }
  },
};

function sizeOf(written: string): number {
  if (written === '') return USUAL_SIZE;
  const size = Number(written);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE) throw new UsageError(`--size ${written}`);
  return size;
}
