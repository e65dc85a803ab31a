import { resolve } from 'node:path';
import { CaseError } from '../case/caseError.ts';
import { readCertificate } from '../case/closing.ts';
import { openLedger } from '../case/ledger.ts';
import { processContext } from '../keys/openKeys.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const caseLedger: Command = {
  name: 'case ledger',
  positionals: [],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Ouvre le registre minimal d’une affaire close (JSON) : chiffres et empreintes, aucune personne.',
    en: 'Opens the minimal ledger of a closed case (JSON): figures and hashes, no person.',
  },
  examples: ['constat case ledger --case /srv/constat/hopital'],
  isForClosed: true,
  async run({ value, out }) {
    const folder = resolve(value('case'));
    const certificate = await readCertificate(folder);
    if (certificate === null) throw new CaseError('case_not_closed', folder);
    const ledger = await openLedger(processContext(folder), certificate.ledger);
    out.write(`${JSON.stringify(ledger, null, 2)}\n`);
  },
};
