import { methodFacts } from '../exposure/method/methodFacts.ts';
import { methodPage } from '../exposure/method/methodPage.ts';
import { methodText } from '../exposure/method/methodText.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { summariseCase, writePage } from './summary.ts';

export const method: Command = {
  name: 'method',
  positionals: [],
  options: {
    case: CASE_OPTION,
    html: {
      value: 'FILE',
      help: { fr: 'écrit la note en une page à imprimer', en: 'writes the statement as a page to print' },
    },
  },
  help: {
    fr: 'Écrit la note de méthode à joindre à la notification : ce qui a été fait, avec quelles versions, empreintes, graines et bornes, et ce qui ne l’a pas été.',
    en: 'Writes the method statement for the annex of the notification: what was done, with which versions, hashes, seeds and bounds, and what was not.',
  },
  examples: [
    'constat method --case /srv/constat/hopital --lang fr',
    'constat method --case /srv/constat/hopital --html methode.html --lang fr',
  ],
  async run({ value, words, out }) {
    const open = await openCase(value('case'));
    try {
      const facts = await methodFacts(
        open.database,
        open.opened.keys,
        await summariseCase(open, 'method_written'),
      );
      if (value('html') !== '') await writePage(value('html'), methodPage(facts, words));
      out.write(methodText(facts, words));
    } finally {
      await open.close();
    }
  },
};
