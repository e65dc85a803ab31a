import { openCaseFolder } from '../case/caseFolder.ts';
import { rolesSql } from '../database/prepareDatabase.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const databaseRoles: Command = {
  name: 'database roles',
  positionals: [],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Affiche le SQL qui crée les rôles de l’affaire, pour l’administrateur d’un serveur PostgreSQL où l’utilisateur de DATABASE_URL ne peut pas les créer. Ne se connecte à rien ; aucun mot de passe n’y figure en clair.',
    en: 'Prints the SQL that creates the roles of the case, for the administrator of a PostgreSQL server where the user in DATABASE_URL may not create them. Connects to nothing; no password stands in it in clear.',
  },
  examples: [
    'constat database roles --case /srv/constat/hopital',
    'constat database roles --case /srv/constat/hopital | psql -h bdd.hopital.example -U postgres',
  ],
  async run({ value, out }) {
    const opened = await openCaseFolder(value('case'));
    out.write(`${rolesSql(opened).join('\n')}\n`);
  },
};
