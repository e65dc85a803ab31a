import { join, resolve } from 'node:path';
import { readConfiguration } from '../case/caseFolder.ts';
import { count, fill } from '../languages/words.ts';
import { lintTemplates } from '../notify/lint/lintTemplates.ts';
import { previewPage, sentence } from '../notify/preview/previewPage.ts';
import { writePreview } from '../notify/preview/previewFiles.ts';
import { renderPreview, type RenderedExample } from '../notify/preview/renderPreview.ts';
import { loadStatement } from '../notify/statement/statementFile.ts';
import { loadTemplates } from '../notify/texts/loadTemplates.ts';
import { NoticesRefusedError } from '../notify/noticeFault.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const noticesPreview: Command = {
  name: 'notices preview',
  positionals: [],
  options: {
    case: CASE_OPTION,
    out: {
      value: 'DIR',
      required: true,
      help: { fr: 'dossier où écrire les exemples', en: 'folder to write the examples to' },
    },
  },
  help: {
    fr: 'Montre les courriers et courriels sur des exemples inventés, courants et extrêmes (PDF, texte, une page à parcourir), avec leur facilité de lecture et ce qui est à corriger. Termine avec le code 3 s’il y a une faute qui interdit l’envoi.',
    en: 'Shows letters and e-mails on invented examples, usual and extreme (PDF, text, one page to look through), with their readability and what is to be changed. Ends with code 3 where a fault forbids sending.',
  },
  examples: ['constat notices preview --case /srv/constat/hopital --out apercu --lang fr'],
  async run({ value, words, out }) {
    const folder = resolve(value('case'));
    await readConfiguration(folder);
    const statement = await loadStatement(folder);
    const templates = await loadTemplates(folder);
    const findings = lintTemplates(templates, statement);
    const examples: RenderedExample[] = [];
    for await (const example of renderPreview(templates, statement)) examples.push(example);
    const target = resolve(value('out'));
    await writePreview(target, examples, previewPage(statement.hospital, examples, findings, words));
    const w = words.noticeTexts.preview;
    out.write(`${count(w.written, examples.length, words, join(target, 'index.html'))}\n`);
    for (const each of findings)
      out.write(
        `  ${each.rule} ${w.levels[each.level]} · ${each.first.language} · ${sentence(each, words)}\n`,
      );
    const errors = findings.filter(({ level }) => level === 'E').length;
    if (errors > 0) throw new NoticesRefusedError(errors);
    out.write(`${fill(findings.length === 0 ? w.nothing : w.onlyWarnings)}\n`);
  },
};
