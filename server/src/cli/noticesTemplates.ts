import { join, resolve } from 'node:path';
import { readConfiguration } from '../case/caseFolder.ts';
import { count, fill } from '../languages/words.ts';
import { copyDefaults, loadTemplates, NOTICES_FOLDER } from '../notify/texts/loadTemplates.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const noticesTemplates: Command = {
  name: 'notices templates',
  positionals: [],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Copie dans le dossier de l’affaire les modèles des courriers et courriels aux patients (texte à modifier), puis les relit : toutes les fautes en un seul message. Ce qui est déjà là reste comme il est.',
    en: 'Copies the templates of letters and e-mails to patients into the folder of the case (text to edit), then reads them: all faults in one message. What is there already stays as it is.',
  },
  examples: ['constat notices templates --case /srv/constat/hopital'],
  async run({ value, words, out }) {
    const folder = resolve(value('case'));
    await readConfiguration(folder);
    const copied = await copyDefaults(folder);
    const { templates } = words.noticeTexts;
    const target = join(folder, NOTICES_FOLDER);
    out.write(
      `${copied.length > 0 ? count(templates.copied, copied.length, words, target) : fill(templates.kept, target)}\n`,
    );
    await loadTemplates(folder);
    out.write(`${templates.sound}\n`);
  },
};
