import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import type { ColumnRole, ColumnSubject } from './tableLayout.ts';

/** What the name of a column says. */
export interface NameReading {
  readonly role: ColumnRole;
  readonly subject: ColumnSubject;
  readonly confidence: number;
}

/** Words that turn a column to somebody else than the row's person. */
const RELATIVE =
  /\b(?:MERE|PERE|PARENTS?|CONJOINT|CONJOINTE|EPOUX|CONTACT|CONTACTS|PREVENIR|PREV|CONFIANCE|CONF|PROCHE|FAMILLE|AIDANT|ACCOMPAGNANT|MOTHER|FATHER|SPOUSE|KIN|EMERGENCY)\b/;
const PROFESSIONAL =
  /\b(?:MEDECIN|MEDECINS|MED|DOCTEUR|DR|PRATICIEN|PRESCRIPTEUR|CHIRURGIEN|OPERATEUR|ANESTHESISTE|CORRESPONDANT|INTERNE|RADIOLOGUE|BIOLOGISTE|SOIGNANT|INFIRMIER|INFIRMIERE|IDE|SAGE|SIGNATAIRE|AUTEUR|UTILISATEUR|SAISI|REDACTEUR|PRACTITIONER|PHYSICIAN|DOCTOR|PERFORMER|REQUESTER|RECORDER|GENERALPRACTITIONER|AUTHOR|ASSIGNEDAUTHOR|ASSIGNEDPERSON|AGENT|SECRETAIRE|REFERENT|LOGIN|USER)\b/;
const ORGANISATION =
  /\b(?:EMPLOYEUR|ETABLISSEMENT|ORGANISME|ORGANIZATION|CUSTODIAN|FOURNISSEUR|SOCIETE|HOPITAL|CLINIQUE|SERVICEPROVIDER|FINESS)\b/;
const GUARDIAN = /\b(?:TUTEUR|TUTRICE|REPRESENTANT|REP|CURATEUR|RESPONSABLE|MANDATAIRE|GUARDIAN)\b/;

/**
 * Rules over the folded words of a name, first match wins. Words glued together ('DTNAIS', 'NOMPAT') are matched inside the whole.
 * After french-formats.md 11.
 */
const RULES: readonly (readonly [ColumnRole, RegExp, number?])[] = [
  ['identifier', /IDENTIFIER VALUE$|^IDENTIFIANT$|ID EXTENSION$/],
  ['contact', /TELECOM VALUE$/],
  ['death_date', /DECES|DEATH|DECEASED|DCD/],
  ['given_names', /^PRENOMS? (?:DE )?(?:NAIS|USU|ETAT CIVIL|PATIENT)/],
  [
    'birth_place',
    /(?:LIEU|VILLE|COMMUNE|PAYS|DEP|CP|INSEE|CODE).*NAIS|NAIS.*(?:LIEU|INSEE|COMMUNE|VILLE|PAYS)|BIRTH ?PLACE|PLACE OF BIRTH/,
  ],
  [
    'birth_name',
    /(?<!PRE)NOMS?\b.*(?:NAIS|JEUNE|JF|PATRO|PAT$|PAT\b)|^NJF$|^NOMJF$|PATRONYM|MAIDEN|BIRTH ?NAME|NOMPAT|(?<!PRE)NOMNAI/,
  ],
  [
    'birth_date',
    /^(?:DDN|DN|DOB|NELE|NEE LE|NE LE|NE E LE|NAISSANCE|NE|NEE)$|\b(?:DDN|DOB)\b|DA?TE? ?(?:DE )?NAIS|DTN|D ?NAIS|DATENAI|DAT NAI|NAISS(?:ANCE)?$|BIRTH ?(?:DATE|TIME|DAY)|DATE ?(?:OF)? ?BIRTH|BORN|N[EA]+ ?LE\b/,
  ],
  ['usage_name', /(?<!PRE)NOM.*(?:USAGE|USU|MARI|EPOU)|NOMUS|NOMMAR|MARRIED/],
  [
    'full_name',
    /NOMS? (?:ET )?PRENOM|PRENOMS? (?:ET )?NOM|^PATIENTE?$|FULL ?NAME|IDENTITE|NOM COMPLET|^NOMPRENOM$|^PRENOMNOM$|^NAME$|^NAME TEXT$|PATIENT NAME|^BENEFICIAIRE$|^TITULAIRE$|^RESIDENT$|^MALADE$|^DISPLAY$/,
  ],
  ['given_names', /PRENOM|FIRST ?NAME|GIVEN|FORENAME|^PNOM$|^PREN$/],
  [
    'surname',
    /^(?:NOM|NOMS|SURNAME|LASTNAME|LAST NAME|FAMILY)$|\bNOM\b|NAME FAMILY|FAMILY$|SURNAME|LAST ?NAME/,
  ],
  [
    'social_security',
    /\bNIR\b|\bINS\b|MATRICULE INS|\bNSS\b|SECU|\bN ?O? ?SS\b|^NOSS$|NUMSS|NUMSECU|IMMAT|NUM ASSURE|N ASSURE|SSN|^INSNIR$|NIRASSURE/,
  ],
  [
    'patient_number',
    /\bIPP\b|\bNIP\b|\bNOIP\b|(?:NUM(?:ERO)?|N|NO|ID|CODE|IDENTIFIANT|REF).{0,6}PATIENT\b|PATIENT ?(?:NUM(?:BER|ERO)?|NO|N|CODE)\b|^(?:NUM|NO|N|ID|CODE)PAT$|^DOSSIER$|N(?:UM|O|UMERO)? ?(?:DE )?DOSSIER|\bMRN\b|IDENTIFIANT PERMANENT|^IPPPATIENT$|^NUMPATIENT$|PERMANENT/,
  ],
  ['phone', /TEL\b|TEL |TELEPHON|TELFIX|TELMOB|TELPORT|PORTABLE|MOBILE|\bGSM\b|\bFIXE\b|PHONE|^TEL/],
  ['email', /MAIL|COURRIEL|MEL\b/],
  ['postcode_city', /CP ?(?:ET )?VILLE|CODE POSTAL (?:ET )?VILLE/],
  ['postcode', /^CP$|\bCP\b|CODE ?POST|POSTAL ?CODE|\bZIP\b|CODPOS|CPOST|POSTCODE/],
  ['city', /VILLE|COMMUNE|\bCITY\b|\bTOWN\b|LOCALITE|LOCALITY/],
  ['address_more', /ADR(?:ESSE)? ?2|COMPL.*ADR|ADR.*COMPL|ADRESSE2/],
  ['address', /ADR|ADDRESS|^RUE$|\bVOIE\b|STREET|DOMICILE|LINE$/],
  ['iban', /IBAN|\bRIB\b/],
  ['bank', /\bBIC\b|BANQUE|COMPTE BANC|DOMICILIATION|\bBANK\b/],
  [
    'insurance',
    /MUTUELLE|COMPLEMENT|\bAMC\b|ADHERENT|CONTRAT|ASSUR(?:ANCE|EUR)|COUVERTURE|\bCAISSE\b|COVERAGE|INSURANCE/,
  ],
  ['identity_document', /PIECE IDENT|\bCNI\b|PASSEPORT|CARTE IDENT|TITRE SEJOUR|PASSPORT/],
  ['sex', /^SEXE?$|^SEX$|GENDER|GENRE|CIVILITE|^CIV$|SEXE/],
  ['age', /^AGE$|\bAGE\b/],
  [
    'reference',
    /(?:^| )(?:PATIENT|PAT|PERSONNE|PERSON|PERS|MALADE|USAGER|SUBJECT|BENEFICIARY) ?(?:ID|REFERENCE|REF|FK)$|^ID ?(?:PATIENT|PAT|PERSONNE|PERS|MALADE)$|SUBJECT REFERENCE|PATIENT REFERENCE|^PATIENTID$|^IDPATIENT$|^PATIENT$/,
  ],
  ['record_id', /^ID$|RESOURCE ID$|^(?:ROW)?ID$|^CLE$|^UUID$/],
  ['visit_date', /DATE|\bDT\b|^DT|ENTREE|SORTIE|\bRDV\b|JOUR|HORODAT|EFFECTIVE|PERIOD|RECORDED|^LE$|SEANCE/],
  [
    'medical',
    /MOTIF|DIAG|CIM|CCAM|\bACTE|ACTES|LIBELLE|\bLIB\b|TRAITEMENT|MEDICAMENT|PATHOLOG|MALADIE|INTERVENTION|OPERATION|EXAMEN|RESULTAT|ANALYSE|REGIME|TEXTURE|ALLERG|ANTECED|SERVICE|\bUF\b|UNITE|\bGHM\b|CHAMBRE|\bCH\b|\bLIT\b|SEJOUR|\bNDA\b|\bIEP\b|PROTOCOLE|DOSE|POSOLOGIE|INDICATION|CONCLUSION|COMPTE RENDU|\bCR\b|ANESTHESIE|SPECIALITE|CONDITION|CODING|DISPLAY|VALUEQUANTITY|OBSERVATION|SYMPT|LATERALITE|DUREE|BLOC|SALLE|ASA\b|TA\b|IMC|POIDS|TAILLE|GROUPE|RHESUS|DIALYSE|STADE|TUMEUR|GRADE|VACCIN|HOSPIT|CONSULT/,
  ],
  ['free_text', /COMMENT|OBSERV|REMARQUE|NOTE|TEXTE|DETAIL|DESCRIPTION|MEMO|INFO|CONTENU/],
];

/** A name is read from its end on, so far: that of a JSON path says most there, and the rules are not made for essays. */
const NAME_LIMIT = 300;

/** Splits 'dateNaissance', 'DATE_NAISS', 'name.family' into folded words. */
function wordsOf(name: string): string {
  return foldText(encode(name.slice(-NAME_LIMIT).replace(/([a-zà-ÿ])([A-Z])/g, '$1 $2')));
}

/** Reads the name of a column; null when it says nothing known. */
export function readColumnName(name: string): NameReading | null {
  const words = wordsOf(name);
  if (words === '' || /^\d+$/.test(words)) return null;
  if (GUARDIAN.test(words))
    return {
      role: /LIEN|LINK/.test(words) ? 'guardian_link' : 'guardian',
      subject: 'person',
      confidence: 0.8,
    };
  const role = RULES.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
  const subject = subjectOf(words, role);
  if (role === null) return subject === 'person' ? null : { role: 'other', subject, confidence: 0.6 };
  return { role, subject, confidence: 0.85 };
}

function subjectOf(words: string, role: ColumnRole | null): ColumnSubject {
  if (RELATIVE.test(words) && !/^(?:TEL|PHONE) ?CONTACT$/.test(words)) return 'relative';
  if (PROFESSIONAL.test(words) && role !== 'medical') return 'professional';
  return ORGANISATION.test(words) && role !== 'insurance' ? 'other' : 'person';
}
