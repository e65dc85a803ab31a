import type { ClosingWords } from './closingWords.ts';

export const closingFr: ClosingWords = {
  title: 'Procès-verbal de destruction',
  done: 'L’affaire {} a été détruite le {}.',
  what: 'Ce qui a été détruit',
  caseName: 'Affaire',
  caseId: 'Identifiant',
  created: 'Créée',
  began: 'Décidée',
  closed: 'Détruite',
  reason: 'Motif',
  by: 'Par',
  account: 'Compte du système',
  register: 'Patients du fichier',
  evidence: 'Fichiers volés que l’affaire connaissait',
  noEvidence: 'aucun',
  added: 'ajout',
  files: 'fichiers',
  items: 'éléments',
  size: 'taille',
  keys: 'Clés',
  key: 'clé',
  version: 'version',
  made: 'créée',
  fingerprint: 'empreinte',
  method: 'Méthode',
  methodSteps: [
    'Effacement cryptographique (NIST SP 800-88) : noms, numéros, chemins et textes étaient scellés par AES-256-GCM ; la clé qui les ouvre a été détruite : écrasée, tronquée, supprimée.',
    'Les exports et les pages du dossier de l’affaire ont été écrasés et supprimés.',
  ],
  embedded: 'La base de données de l’affaire a été supprimée avec son dossier.',
  external: 'Toutes les lignes de l’affaire ont été supprimées du serveur de base de données partagé.',
  remainders: 'Ce que ce procès-verbal ne peut pas promettre',
  remainder: {
    key_copies:
      'Les copies de la clé (fichier de clé, keys.json) gardées ailleurs ouvrent une sauvegarde des données tant qu’elles ne sont pas détruites aussi.',
    shared_key_file:
      'Le fichier de clé existait avant l’affaire et peut en ouvrir d’autres : il n’a pas été détruit.',
    passphrase_known:
      'Qui connaît la phrase secrète et possède une copie de keys.json ouvre une sauvegarde des données : détruisez ces copies.',
    command_key:
      'Le service de gestion des clés garde sa propre clé : qui peut s’en servir et possède une copie de keys.json ouvre une sauvegarde des données.',
    earlier_form:
      'L’affaire vient d’une version antérieure : les copies de son fichier de clé sont la clé de l’affaire elle-même.',
    originals: 'Les fichiers volés et le fichier des patients sont restés où ils étaient, intacts.',
    exports_elsewhere: 'Les exports et les pages écrits hors du dossier de l’affaire ne lui sont pas connus.',
    old_blocks:
      'Les disques SSD, les instantanés et les journaux peuvent garder d’anciens blocs de fichiers écrasés : ce qui compte est qu’il ne reste aucune copie de la clé.',
    server_backups:
      'Les sauvegardes et journaux du serveur de base de données partagé gardent des lignes scellées de l’affaire jusqu’à leur expiration.',
    database_roles:
      'Les rôles de l’affaire sont restés sur le serveur de base de données partagé (même affaire dans une autre base, droits donnés à la main, ou droit de les supprimer manquant) : sans la clé, personne ne connaît leur mot de passe. Qui administre le serveur les supprime par DROP ROLE : constat_app_, constat_worker_, constat_portal_ et constat_auditor_, suivis de l’identifiant de l’affaire sans tirets.',
    files_left:
      'Le dossier contient des entrées que Constat n’a pas faites : elles ont été laissées ; regardez-les.',
  },
  ledger: 'Ce qui demeure',
  ledgerText:
    'Le registre de l’affaire (chiffres et empreintes, aucune personne) demeure dans ledger.json, scellé sous sa propre clé. SHA-256 :',
  signature: 'Date et signature',
  certificate: 'Procès-verbal : {}',
  keyNames: { case: 'clé de l’affaire', ledger: 'clé du registre', master: 'clé maîtresse' },
  inventory: {
    master: 'Clé maîtresse : {}, version {}, créée le {}',
    purposes: 'Clés dérivées de la clé de l’affaire (HKDF-SHA256), et ce que chacune ouvre :',
    opens: {
      case: 'les données de l’affaire, par les clés qui en dérivent',
      ledger: 'le registre qui demeure quand l’affaire est détruite',
    },
    wrapped: '{}, version {}, créée le {} : {}',
    earlierForm:
      'Cette affaire vient d’une version antérieure : son fichier de clé est la clé de l’affaire elle-même. « constat keys rotate --case DIR » lui donne la forme nouvelle.',
    unfinished:
      'Une rotation a été interrompue : « constat keys rotate --case DIR » enlève ce qui reste de l’ancienne clé.',
  },
  rotated:
    'Les clés sont enveloppées de nouveau : {}, version {}. L’ancienne clé maîtresse n’ouvre plus rien. Sauvegardez la nouvelle, à part des données.',
  rotatedEarlierForm:
    'Les copies de l’ancien fichier de clé sont la clé de l’affaire elle-même : détruisez-les, dans chaque sauvegarde.',
  oldLeft:
    'L’ancien fichier de clé est resté où il est : il existait avant, ou n’est plus celui qui a servi.',
};
