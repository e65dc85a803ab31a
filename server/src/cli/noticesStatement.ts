import { basename, join, resolve } from 'node:path';
import { readConfiguration } from '../case/caseFolder.ts';
import { readInputFile } from '../exposure/inputFile.ts';
import { fill } from '../languages/words.ts';
import { loadStatement, saveStatement, STATEMENT_FILE } from '../notify/statement/statementFile.ts';
import { copyDefaults, NOTICES_FOLDER } from '../notify/texts/loadTemplates.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const noticesStatement: Command = {
  name: 'notices statement',
  positionals: [],
  options: {
    case: CASE_OPTION,
    file: {
      value: 'FILE',
      help: {
        fr: 'déclaration à prendre (JSON, lignes de remarques permises) ; sinon relit celle de l’affaire',
        en: 'statement to take (JSON, lines of remarks allowed); else reads that of the case',
      },
    },
  },
  help: {
    fr: 'Prend ce que l’hôpital dit de l’incident et de lui-même dans les courriers (dates, mesures, contact, numéro, site). Sans fichier : copie un exemple à compléter s’il n’y en a pas, sinon relit celui de l’affaire. Toutes les fautes en un seul message.',
    en: 'Takes what the hospital says of the incident and of itself in the letters (dates, measures, contact, number, site). Without a file: copies an example to fill in where there is none, else reads that of the case. All faults in one message.',
  },
  examples: [
    'constat notices statement --case /srv/constat/hopital',
    'constat notices statement --case /srv/constat/hopital --file declaration.json',
  ],
  async run({ value, words, out }) {
    const folder = resolve(value('case'));
    await readConfiguration(folder);
    const { statement: w } = words.noticeTexts;
    const target = join(folder, NOTICES_FOLDER, STATEMENT_FILE);
    if (value('file') !== '') {
      await saveStatement(folder, await readInputFile(value('file')), basename(value('file')));
      out.write(`${fill(w.taken, target)}\n`);
    } else if ((await copyDefaults(folder, [STATEMENT_FILE])).length > 0) {
      out.write(`${fill(w.copied, target)}\n`);
    } else {
      await loadStatement(folder);
      out.write(`${fill(w.sound, target)}\n`);
    }
  },
};
