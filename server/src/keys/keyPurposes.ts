import type { KeyPurpose } from './caseKeys.ts';

/** A sentence of the inventory in both languages. */
export interface Described {
  readonly fr: string;
  readonly en: string;
}

/** What each derived key opens: the inventory of `constat keys list`. A purpose without an entry does not compile. */
export const KEY_PURPOSES: Readonly<Record<KeyPurpose, Described>> = {
  'seal': {
    fr: 'les valeurs scellées : patients, chemins, textes reconnus, mots de passe, remarques',
    en: 'sealed values: patients, paths, recognised texts, passwords, notes',
  },
  'key check': {
    fr: 'la preuve que la clé est celle de cette affaire',
    en: 'the proof that the key is the one of this case',
  },
  'database password': {
    fr: 'le mot de passe de la base de données de l’affaire',
    en: 'the password of the case’s own database',
  },
  'database owner': {
    fr: 'le mot de passe du propriétaire de la base, pour les migrations',
    en: 'the password of the database’s owner, for migrations',
  },
  'database app': {
    fr: 'le mot de passe sous lequel les commandes et le serveur lisent la base',
    en: 'the password by which commands and the server read the database',
  },
  'database worker': {
    fr: 'le mot de passe sous lequel les fichiers lus sont inscrits dans la base',
    en: 'the password by which what was read is written to the database',
  },
  'database portal': {
    fr: 'le mot de passe du portail des patients',
    en: 'the password of the patients’ portal',
  },
  'database auditor': {
    fr: 'le mot de passe sous lequel le journal est contrôlé',
    en: 'the password by which the log is checked',
  },
  'notice code': {
    fr: 'les codes des courriers, tirés de la personne et du numéro d’envoi',
    en: 'the codes of letters, derived from person and issue number',
  },
  'notice code hash': {
    fr: 'le contrôle d’un code qu’un patient donne',
    en: 'checking a code that a patient gives',
  },
  'notice sheet': {
    fr: 'les codes des feuilles, pour les retours de l’imprimeur et de La Poste',
    en: 'the codes of sheets, for what comes back from printer and post',
  },
  'index household': {
    fr: 'l’empreinte d’une adresse, pour qui vit sous le même toit',
    en: 'the hash of an address, for who lives under the same roof',
  },
  'audit signature': {
    fr: 'la signature des points de contrôle du journal des accès',
    en: 'the signature of the checkpoints of the log of accesses',
  },
  'audit leaf': {
    fr: 'l’empreinte des entrées du journal des accès',
    en: 'the hashes of the entries of the log of accesses',
  },
  'index patient number': {
    fr: 'la recherche par numéro de patient',
    en: 'look-ups by patient number',
  },
  'index social security': {
    fr: 'la recherche par numéro de sécurité sociale',
    en: 'look-ups by social security number',
  },
  'index phone': { fr: 'la recherche par téléphone', en: 'look-ups by phone number' },
  'index email': { fr: 'la recherche par adresse de courriel', en: 'look-ups by e-mail address' },
  'index name and birth date': {
    fr: 'la recherche par nom avec la date de naissance',
    en: 'look-ups by name together with the birth date',
  },
  'index path': { fr: 'la recherche par chemin de fichier', en: 'look-ups by path of a file' },
  'index password': { fr: 'la reconnaissance d’un mot de passe déjà donné', en: 'passwords already given' },
  'index reviewer': { fr: 'la recherche par relecteur', en: 'look-ups by reviewer' },
  'index linked fields': {
    fr: 'l’empreinte des champs par lesquels un patient est cherché',
    en: 'the hash of the fields by which a patient is looked for',
  },
  'index recipient fields': {
    fr: 'l’empreinte de ce qui décide à qui et où l’on écrit au sujet d’un patient',
    en: 'the hash of what decides to whom and where letters about a patient go',
  },
  'index mail domain': {
    fr: 'le comptage des courriels par domaine',
    en: 'the counting of e-mails by domain',
  },
  'index mail report': {
    fr: 'la reconnaissance d’un rapport de non-remise déjà lu',
    en: 'reports of delivery already read',
  },
  'mail token': {
    fr: 'les identifiants des courriels',
    en: 'the identifiers of e-mails',
  },
  'mail return path': {
    fr: 'la signature des adresses de retour des courriels',
    en: 'the signature of the return addresses of e-mails',
  },
  'mail worker': {
    fr: 'l’empreinte de la machine et du processus qui envoient',
    en: 'the hash of the machine and process that send',
  },
  'index provider subject': {
    fr: 'le lien d’un compte avec le fournisseur d’identité',
    en: 'the link of an account to the identity provider',
  },
};
