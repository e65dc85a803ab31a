import { writeFile } from 'node:fs/promises';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import { count, fill } from '../languages/words.ts';
import { buildBatch } from '../notify/batches/buildBatch.ts';
import { testDrop } from '../notify/batches/testDrop.ts';
import { PartPool } from '../notify/letters/partPool.ts';
import type { PartRequest, RenderedPart } from '../notify/letters/renderPart.ts';
import { loadCampaign } from '../notify/select/planCampaign.ts';
import { loadCheckedTexts } from '../notify/lint/loadCheckedTexts.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
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
    test: {
      value: 'N',
      help: {
        fr: 'N courriers d’essai à des personnes inventées, à l’adresse de l’établissement, dans --out ; ils ne comptent nulle part',
        en: 'N test letters to invented persons at the hospital’s own address, into --out; they count nowhere',
      },
    },
    out: { value: 'FILE', help: { fr: 'le PDF des courriers d’essai', en: 'the PDF of the test letters' } },
  },
  help: {
    fr: 'Compose le prochain lot d’impression, ou achève un lot commencé : contrôles avant, mise en page, relecture de chaque page, empreintes. Interrompu, il donne les mêmes octets la fois suivante. Un contrôle qui refuse nomme les avis, jamais les personnes, et rien n’est composé.',
    en: 'Builds the next print batch, or ends one that was begun: checks, setting, reading back of every page, hashes. Interrupted, it gives the same bytes the next time. A check that refuses names notices, never persons, and nothing is built.',
  },
  examples: [
    'constat notices build --size 5000 --case /srv/constat/hopital',
    'constat notices build --test 32 --out essai.pdf --case /srv/constat/hopital',
  ],
  async run(invocation) {
    if (invocation.value('test') !== '') {
      await buildTest(invocation);
      return;
    }
    const { value, words, out, signal } = invocation;
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
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE)
    throw new UsageError('not_a_number', '--size', written, '1', String(LARGEST_SIZE));
  return size;
}

async function buildTest({ value, words, out }: Invocation): Promise<void> {
  if (!/^[1-9]\d{0,2}$/.test(value('test')))
    throw new UsageError('not_a_number', '--test', value('test'), '1', '999');
  if (value('out') === '') throw new UsageError('option_missing', '--out FILE');
  const letters = Number(value('test'));
  const open = await openCase(value('case'));
  const pool = new PartPool(1);
  try {
    const { folder, keys } = open.opened;
    const { statement, templates } = await loadCheckedTexts(folder);
    const render = (request: PartRequest): Promise<RenderedPart> => pool.render(request);
    const pdf = await testDrop({ keys, statement, templates, render }, letters);
    await writeFile(value('out'), pdf, { mode: 0o600 }).catch((error: unknown) => {
      throw fromSystemError(error, value('out'));
    });
    out.write(`${count(words.notices.tested, letters, words, value('out'))}\n`);
  } finally {
    await pool.close();
    await open.close();
  }
}
