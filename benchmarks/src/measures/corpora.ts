import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createReader } from '@constat/server/read/childReader.ts';
import { runCorpus, type Section } from '../corpora/runCorpus.ts';
import { compareWithExcel } from '../corpora/spreadsheetOracle.ts';
import { compareWithTika } from '../corpora/tikaOracle.ts';
import { PASSWORDS } from '../corpora/tikaTriage.ts';
import type { Measure } from '../measure.ts';
import { settleWallOf } from '../settleWallOf.ts';

const CORPORA = fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));

export const corpora: Measure = {
  name: 'corpora',
  help: 'all formats and hostile files through the command line; texts against Tika, cells against Excel (corpora=DIR, scans=true, parts=run,tika,excel, wall=KIND)',
  async run(options) {
    const folder = options.get('corpora') ?? CORPORA;
    if (!existsSync(join(folder, 'formats')))
      throw new Error(`no corpora at ${folder}: name their folder with corpora=DIR`);
    const parts = (options.get('parts') ?? 'run,tika,excel').split(',');
    await settleWallOf(options.get('wall'));
    const sections: [string, Section][] = [];
    if (parts.includes('run'))
      sections.push(['run', await runCorpus(folder, options.get('scans') === 'true')]);
    const reader = createReader({ passwords: PASSWORDS });
    try {
      if (parts.includes('tika')) sections.push(['tika', await compareWithTika(reader, folder)]);
      if (parts.includes('excel')) sections.push(['excel', await compareWithExcel(reader, folder)]);
    } finally {
      await reader.close();
    }
    return {
      figures: Object.fromEntries(sections.map(([name, { figures }]) => [name, figures])),
      table: sections.flatMap(([, { table }], i) => (i === 0 ? table : ['', ...table])),
      bars: sections.flatMap(([, { bars }]) => bars),
    };
  },
};
