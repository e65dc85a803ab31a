import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generateHospital } from '../demo/generateHospital.ts';
import type { Command } from './command.ts';
import { demoNotices } from './demoNotices.ts';
import { runAll } from './run.ts';

export const demo: Command = {
  name: 'demo',
  positionals: [],
  options: {
    out: {
      value: 'DIR',
      help: { fr: 'dossier (sinon ./demo ; il est remplacé)', en: 'folder (else ./demo; it is replaced)' },
    },
    patients: {
      value: 'N',
      help: { fr: 'nombre de patients inventés (sinon 3000)', en: 'number of invented patients (else 3000)' },
    },
  },
  help: {
    fr: 'Invente un hôpital et ses fichiers volés, puis fait tout le chemin.',
    en: 'Invents a hospital and its stolen files, then goes the whole way.',
  },
  examples: ['constat demo', 'constat demo --out /tmp/essai --lang fr'],
  async run(invocation) {
    const { words, progress, value } = invocation;
    const folder = resolve(value('out') || 'demo');
    await rm(folder, { recursive: true, force: true });
    progress.begin(words.progress.generate);
    const hospital = await generateHospital({
      dir: join(folder, 'hospital'),
      patients: Number(value('patients') || 3000),
      seed: 20220821,
      onProgress: (done, total) => progress.update({ done, total }),
    });
    progress.end();
    await runAll(invocation, {
      patients: hospital.register,
      evidence: hospital.evidence,
      out: join(folder, 'case'),
      source: 'constat demo',
      exception: words.sandbox.demoReason,
      custody: { ...words.demo.custody, received: '2022-08-23' },
    });
    await demoNotices(invocation, folder);
  },
};
