import { representativeFields } from './representativeFields.ts';
import { probesFr } from './probesFr.ts';
import { closingFr } from './closingFr.ts';
import { noticesFr } from './noticesFr.ts';
import { mailFr } from './mailFr.ts';
import { methodFr } from './methodFr.ts';
import { noticeTextFr } from './noticeTextFr.ts';
import { auditFr } from './auditFr.ts';
import { deskFr } from './deskFr.ts';
import { dropFr } from './dropFr.ts';
import { reviewFr } from './reviewFr.ts';
import type { Words } from './words.ts';

/** French, as a hospital writes it. */
export const fr: Words = {
  language: 'fr',
  locale: 'fr-FR',
  categories: {
    name: 'nom et prénom',
    birth_date: 'date de naissance',
    postal_address: 'adresse postale',
    phone: 'téléphone',
    email: 'adresse de courriel',
    social_security: 'numéro de sécurité sociale',
    patient_number: 'numéro de patient',
    medical: 'informations médicales',
    bank: 'coordonnées bancaires',
    insurance: 'complémentaire santé',
    family: 'proches',
    identity_document: 'pièce d’identité',
  },
  fates: {
    read: 'lu',
    read_in_part: 'lu en partie',
    encrypted: 'chiffré',
    corrupt: 'abîmé',
    unsupported: 'format non lu',
    timed_out: 'trop long à lire',
    out_of_memory: 'trop gros pour la mémoire',
    crashed: 'lecture interrompue',
    empty: 'vide',
    not_a_document: 'pas un document',
  },
  readReasons: {
    '': '',
    'password_needed': 'il faut un mot de passe',
    'truncated': 'fichier coupé',
    'damaged_structure': 'structure endommagée',
    'bad_compression': 'compression endommagée',
    'no_reader': 'ce format n’est pas encore lu',
    'program_or_system_file': 'programme ou fichier du système',
    'link': 'lien, non suivi',
    'volume': 'volume d’une archive en plusieurs parties, lu avec elle',
    'missing_volume': 'il manque un volume de l’archive',
    'no_text': 'aucun texte',
    'no_bytes': 'aucun contenu',
    'scans_waiting': 'pages numérisées pas encore reconnues',
    'size_limit': 'limite de taille atteinte',
    'member_limit': 'limite du nombre d’éléments atteinte',
    'depth_limit': 'limite d’imbrication atteinte',
    'page_limit': 'limite de pages atteinte',
    'record_limit': 'limite d’enregistrements atteinte',
    'output_limit': 'limite de sortie atteinte',
    'pixel_limit': 'image trop grande',
    'time_limit': 'limite de temps atteinte',
    'stall_limit': 'lecture bloquée, sans progrès',
    'total_limit': 'fichier trop long à lire en entier',
    'cpu_limit': 'limite de temps de calcul atteinte',
    'memory_limit': 'limite de mémoire atteinte',
    'reader_crashed': 'le lecteur s’est arrêté',
    'answer_refused': 'réponse du lecteur refusée (non crédible)',
    'unreadable_file': 'lecture interdite',
    'not_assessed': 'pas encore évalué',
  },
  caseErrors: {
    folder_not_empty: 'Le dossier {} n’est pas vide : indiquez un dossier nouveau ou vide.',
    not_a_case:
      '{} ne contient pas d’affaire : créez-la avec « constat case create {} » ou vérifiez le chemin.',
    case_malformed: 'Le fichier {} n’est pas lisible : rétablissez-le depuis la sauvegarde.',
    path_missing: '{} n’existe pas : vérifiez le chemin.',
    no_permission: 'Accès refusé à {} : donnez à ce compte le droit d’y lire et d’y écrire.',
    disk_full:
      'Le disque est plein ({}) : libérez de la place, puis relancez la même commande ; rien n’a été fait à moitié.',
    key_missing:
      'Le fichier de clé {} manque : sans lui, l’affaire ne s’ouvre pas ; rétablissez-le depuis sa sauvegarde.',
    key_malformed:
      'Le fichier de clé {} n’a pas la bonne forme (64 chiffres hexadécimaux) : rétablissez-le depuis sa sauvegarde.',
    key_too_open:
      'Le fichier de clé {} est lisible par d’autres comptes : protégez-le avec « chmod 600 {} ».',
    key_wrong: 'La clé n’est pas celle de cette affaire ({}) : rétablissez le bon fichier de clé.',
    keys_malformed:
      'Le fichier {} n’est pas celui que Constat a écrit pour cette affaire : restaurez-le de sa sauvegarde.',
    keys_busy:
      'Les clés de {} sont en train d’être changées par une autre commande : attendez qu’elle se termine.',
    key_file_inside:
      '{} se trouve dans le dossier de l’affaire : indiquez un fichier de clé ailleurs, ou aucun.',
    key_file_same:
      '{} ouvre déjà cette affaire et peut en ouvrir d’autres : indiquez un autre fichier de clé.',
    passphrase_needed:
      'Cette affaire demande une phrase secrète et il n’y a pas de terminal : indiquez un fichier (ou /dev/fd/3) qui la contient dans {}.',
    passphrase_wrong:
      'La phrase secrète n’ouvre pas cette affaire ({}) : vérifiez-la, et la langue du clavier.',
    passphrase_short: 'Une phrase secrète a au moins {} caractères : prenez six ou sept mots au hasard.',
    passphrase_differs: 'Les deux phrases secrètes ne sont pas les mêmes : rien n’a été changé ({}).',
    key_command_needed: 'La clé de cette affaire vient d’un programme : indiquez-le dans {}.',
    key_command_failed:
      'Le programme {} n’a pas donné de clé en 30 secondes : lancez-le à la main pour voir pourquoi.',
    key_command_wrong:
      'Le programme a donné une autre clé que celle de cette affaire ({}) : vérifiez quelle clé il emploie.',
    case_closed: 'Cette affaire est close depuis le {} ; son procès-verbal : {}.',
    case_closing:
      'La destruction de {} est décidée et pas terminée : relancez « constat case close --destroy » avec le même nom.',
    case_not_closed:
      'L’affaire {} n’est pas close : son registre est écrit par « constat case close --destroy ».',
    case_name_wrong:
      'Ce n’est pas le nom de l’affaire ({}) : écrivez-le comme « constat summary » le montre ; rien n’a été détruit.',
    same_person: 'Il faut deux personnes différentes pour détruire une affaire ({}) : rien n’a été détruit.',
    address_needed:
      'Les lignes de cette affaire sont sur un serveur de base de données : donnez son adresse dans {} et relancez la même commande.',
    ledger_changed:
      'Le registre {} n’est pas celui que nomme le procès-verbal : restaurez-le de sa sauvegarde.',
    database_unreachable:
      'La base de données ne répond pas ({}) : vérifiez qu’elle tourne et l’adresse dans DATABASE_URL.',
    database_start_failed: 'La base de données n’a pas démarré : lisez {}.',
    database_unprepared:
      'La base de données n’est pas préparée pour l’affaire {} : lancez une fois « constat summary --case {} » avec une DATABASE_URL qui nomme le propriétaire des tables.',
    database_roles_missing:
      'L’utilisateur de DATABASE_URL ne peut pas créer les rôles de l’affaire : faites exécuter par l’administrateur ce qu’affiche « constat database roles --case {} », puis continuez ; l’affaire est conservée, rien n’a été modifié dans la base.',
    migration_changed:
      'La migration {} a été modifiée après avoir été appliquée : utilisez la version de Constat qui a créé l’affaire, ou une plus récente.',
    no_register:
      'Cette affaire n’a pas encore de fichier de patients : importez-le avec « constat patients import FICHIER --case DOSSIER ».',
    no_evidence:
      'Cette affaire n’a pas encore de fichiers volés : ajoutez-les avec « constat evidence add CHEMIN --case DOSSIER --source TEXTE ».',
    item_unknown:
      'Aucun élément de l’affaire ne porte le chemin {} : copiez-le tel que l’écrit « constat export files ».',
    patient_unknown:
      'Aucun patient du fichier ne porte ce numéro : copiez-le tel que l’écrit « constat export persons ».',
    rival_confirmed:
      'La mention dans {} ne peut désigner qu’une personne, et un autre patient y est déjà confirmé : corrigez d’abord cette réponse. Rien n’a été enregistré.',
    data_needed: 'Rien n’a été trouvé de ce patient dans {} : dites avec --data quelles données y figurent.',
    not_assessed:
      'Des fichiers attendent encore d’être lus : lancez d’abord « constat assess », un échantillon se tire sur un résultat arrêté.',
    nothing_to_sample:
      'Il n’y a rien à tirer dans ces strates : choisissez-en d’autres (--strata) ou une taille plus grande (--size).',
    nothing_to_plant:
      'Aucun format lu dans cette affaire ne permet de placer un patient inventé : lancez d’abord « constat assess ».',
    assess_running: 'Une évaluation de cette affaire est déjà en cours : attendez qu’elle finisse.',
    number_unknown: 'Le numéro {} des deux n’est pas dans le fichier des patients : vérifiez-le.',
    same_number: 'Les deux numéros sont le même : donnez deux numéros de patient.',
    already_decided: 'C’est déjà décidé ainsi pour ces deux numéros : rien n’a été fait.',
    no_state: 'Cette affaire n’a pas encore d’état à comparer : « constat assess » en fait un.',
    state_unknown: 'Il n’y a pas d’état {} : voyez « constat states list ».',
    state_order: 'Le premier état doit précéder le second ({}) : échangez --from et --to.',
    decisions_contradict:
      'Par d’autres numéros, il s’agirait d’une seule personne, et de deux d’après une décision : rien n’a été fait. Voyez « constat duplicates list --all » et annulez-y d’abord ce qui est faux.',
    nothing_decided: 'Rien n’est décidé pour ces deux numéros : voyez « constat duplicates list --all ».',
    audit_altered:
      'Le journal des accès de l’affaire {} n’est pas celui qui a été signé en dernier : plus rien n’est signé. Lancez « constat audit verify » pour savoir quelle entrée est fausse, et gardez la base de données en l’état.',
    checkpoint_not_carried:
      'Le point de contrôle du journal des accès n’a pas pu être écrit dans {} : rendez le dossier accessible en écriture ; la prochaine commande y portera ce qui manque.',
    audit_wrong:
      'Le journal des accès de {} n’est pas tel qu’il a été écrit. Gardez la base et ses fichiers en l’état, prévenez le délégué à la protection des données, et comparez avec les points de contrôle gardés ailleurs.',
    checkpoint_malformed:
      '{} n’est pas un fichier de points de contrôle : donnez le fichier que Constat écrit (AFFAIRE.checkpoints.jsonl), sans modification.',
    two_persons_needed: 'Il faut deux personnes différentes ({}) : nommez-les ; rien n’a été fait.',
    nothing_to_build:
      'Aucun courrier n’est prévu : lancez d’abord « constat {} --case DIR », et voyez « constat notices list --state held ».',
    no_plan: 'Personne n’a encore été sélectionné ({}) : lancez d’abord « constat notices plan --case DIR ».',
    batch_unknown: 'Le lot {} n’existe pas : « constat notices list » nomme ceux qui existent.',
    batch_state:
      'Le lot {} n’en est pas à cette étape : il est composé, puis approuvé par deux personnes, puis remis ; rien n’a été changé.',
    batch_changed:
      'Le lot {} n’est plus celui qui a été composé ou approuvé : restaurez le dossier de l’affaire depuis sa sauvegarde ; rien n’a été remis.',
    batch_handed_over:
      'Le lot {} a déjà été remis ; une seconde remise demande deux personnes : ajoutez --again, --by, --and et --reason.',
    batch_left:
      'Le lot {} a été remis : il ne peut plus être défait. Faites détruire par l’imprimeur ce qui n’est pas parti et saisissez ses feuilles comme gâchées (« constat notices returns ») ; ce qui est parti reste.',
    batch_early:
      'Le lot {} part le jour de son envoi : attendez ce jour, ou décidez autrement avec --early et --reason ; rien n’a été remis.',
    drops_filled:
      'Tous les envois du plan sont pleins : planifiez les courriers qui restent avec « constat {} » et --keep, ou abandonnez le plan avec --forget.',
    campaign_paused: 'La campagne est suspendue : « constat {} » la reprend ; rien n’a été fait.',
    sender_unfit:
      'L’adresse de l’établissement dans {} ne tient pas dans la fenêtre d’une enveloppe : six lignes au plus avec le nom, de 38 caractères.',
    batches_busy:
      'Une autre commande remet ou défait un lot de cette affaire : attendez sa fin, puis voyez « constat {} ».',
    templates_changed:
      'Le lot {} a été composé avec d’autres modèles que ceux qui sont maintenant dans le dossier : remettez-les, ou composez-le de nouveau.',
    settings_malformed:
      'La règle {} n’est pas de celles que nomme « constat notices plan --help », ou sa valeur n’en est pas une : rien n’a été prévu.',
    plain_http:
      'Sans TLS, le serveur n’écoute que sur cette machine, pas sur {} : ajoutez --certificate et --key, ou --proxy avec l’adresse du mandataire inverse qui termine TLS, ou retirez --host et --origin.',
    address_in_use:
      'Impossible d’écouter sur {} : un autre programme le fait, ou l’adresse n’est pas celle de cette machine. Choisissez-en une autre avec --port ou --host.',
    path_unknown:
      'Aucun élément de l’affaire n’a le chemin {} : le prendre tel que « constat export files » l’écrit.',
  },
  registerProblems: {
    not_a_table: 'Ce fichier ne se lit pas comme un tableau : exportez les patients en CSV ou en XLSX.',
    no_number_column:
      'Aucune colonne ne semble contenir le numéro de patient (IPP) : indiquez-la dans un fichier de correspondance (--mapping).',
    no_name_column:
      'Aucune colonne ne semble contenir le nom : indiquez-la dans un fichier de correspondance (--mapping).',
    mapping_malformed: 'Le fichier de correspondance n’est pas valable :',
    mapping_unknown_columns: 'Le fichier de correspondance nomme des colonnes qui n’existent pas :',
    no_rows: 'Ce fichier ne contient aucun patient.',
  },
  faults: {
    number_missing: 'numéro de patient absent',
    number_twice: 'numéro de patient déjà donné à une autre personne',
    name_missing: 'nom absent',
    birth_date_unreadable: 'date de naissance illisible',
    too_many_cells: 'plus de cellules que de colonnes (ligne décalée)',
  },
  oddities: {
    nir_key_wrong: 'clé du numéro de sécurité sociale fausse',
    nir_unreadable: 'numéro de sécurité sociale illisible',
    nir_contradicts: 'numéro de sécurité sociale qui contredit le sexe ou l’année de naissance',
    nir_of_other: 'numéro de sécurité sociale d’une autre personne (parent ?)',
    row_twice: 'même patient deux fois',
    patient_twice: 'même personne sous deux numéros',
    birth_date_unlikely: 'date de naissance invraisemblable',
    phone_unusable: 'téléphone inutilisable',
    country_unknown: 'pays inconnu : l’adresse est prise telle qu’elle est écrite',
    email_unusable: 'courriel inutilisable',
    name_unknown: 'aucun nom',
    placeholder_name: 'nom d’essai ou provisoire',
  },
  fields: {
    patientNumber: 'numéro de patient',
    nir: 'numéro de sécurité sociale',
    birthName: 'nom de naissance',
    usageName: 'nom d’usage',
    givenNames: 'prénoms',
    fullName: 'nom et prénom',
    sex: 'sexe',
    birthDate: 'date de naissance',
    houseNumber: 'numéro de voie',
    birthPlace: 'lieu de naissance',
    address: 'adresse',
    addressMore: 'complément d’adresse',
    postcode: 'code postal',
    city: 'ville',
    country: 'pays',
    phones: 'téléphones',
    email: 'courriel',
    deathDate: 'date de décès',
    protection: 'mesure de protection',
    ...representativeFields(
      {
        guardian: 'tuteur',
        curator: 'curateur',
        parent1: 'premier représentant légal',
        parent2: 'second représentant légal',
      },
      {
        GivenNames: 'prénoms',
        Address: 'adresse',
        AddressMore: 'complément d’adresse',
        Postcode: 'code postal',
        City: 'ville',
        Country: 'pays',
      },
    ),
  },
  import: {
    mapping: 'Colonnes reconnues :',
    done: '{} patient[s] importé[s].',
    checked: '{} patient[s] vérifié[s] ; rien n’a été importé (--check).',
    changes: ['{} ajouté[s]', '{} modifié[s]', '{} retiré[s]'],
    noChanges: 'Aucune différence avec le fichier précédent dans ce qui est recherché : rien n’est relu.',
    recipients:
      '{} patient[s] [ont|a] un autre pays, tuteur, représentant ou décès qu’avant : « constat notices plan » décide de nouveau à qui et où l’on écrit.',
    readAgain: '{} contenu[s] [seront relus|sera relu] au prochain « constat assess ».',
    faults: '{} erreur[s] : rien n’a été importé. Corrigez le fichier, puis relancez.',
    odd: '{} particularité[s] (importée[s] malgré tout) :',
    more: '… et {} autre[s].',
    row: 'ligne {}, colonne {} : {}',
    wholeRow: 'ligne {} : {}',
    mappingHelp: 'Un fichier de correspondance (--mapping) lève le doute, par exemple : {}',
    unsure: 'peu sûr',
    examples: 'p. ex. {}',
    doubts: 'À vérifier avant de se fier à ce fichier des patients :',
    twoColumns: '{} : les colonnes {} et {} conviennent à peu près aussi bien ; la première a été prise.',
    unsureColumn: '{} : peu d’indices pour la colonne {}.',
    missingField: '{} : aucune colonne n’a été trouvée.',
    unusedColumn: 'La colonne {} n’a pas été comprise et n’est pas utilisée.',
    columnsSeen: 'Colonnes du fichier : {}',
  },
  evidence: {
    added: '{} fichier[s] ajouté[s] ({} avec leur contenu, {}).',
    unchanged: 'Rien de nouveau : ces fichiers sont déjà dans l’affaire.',
    passwords: '{} mot[s] de passe ajouté[s].',
    unlocked:
      '{} fichier[s] contenant quelque chose de chiffré, parcouru[s] de nouveau ; {} à lire : constat assess.',
  },
  assess: {
    nothing: 'Rien à lire : tout était déjà évalué.',
    done: '{} contenu[s] lu[s] ({}).',
    pages: '{} page[s] numérisée[s] reconnue[s].',
    pagesWaiting: '{} page[s] numérisée[s] [restent|reste] à reconnaître : « constat assess » les reprend.',
    firstState: 'Gardé comme état {} : les suivants lui seront comparés (« constat states compare »).',
    nextState: 'État {} : {}.',
    interrupted: 'Arrêté. Ce qui était lu est gardé ; relancez la même commande pour continuer.',
  },
  circumstances: {
    date: 'vol le {}',
    dateUnknown: 'date du vol non précisée',
    confidentiality: [
      'données exposées, sans preuve d’accès',
      'données chez des destinataires connus',
      'données publiées',
    ],
    integrity: ['données non altérées', 'données altérées, récupérables', 'données altérées sans retour'],
    availability: ['données disponibles', 'données un temps indisponibles', 'données perdues'],
    malicious: 'acte malveillant',
    notMalicious: 'sans malveillance',
  },
  bands: { low: 'faible', medium: 'moyenne', high: 'élevée', very_high: 'très élevée' },
  review: reviewFr,
  demo: {
    custody: { by: 'M. Exemple, enquêteur inventé', legalBasis: 'aucune : personnes inventées' },
    telling: 'Les patients sont prévenus (ici 40 courriers, et tous les courriels) :',
    received: '{} courriel[s] reçu[s] par un serveur sur cette machine, à regarder : {}',
    letters: 'Courriers pour l’imprimeur : {}',
  },
  audit: auditFr,
  desk: deskFr,
  method: methodFr,
  noticeTexts: noticeTextFr,
  drops: dropFr,
  closing: closingFr,
  notices: noticesFr,
  mail: mailFr,
  states: {
    none: 'Pas encore d’état : « constat assess » en fait un.',
    state: 'État {}, {} :',
    first: 'le premier',
    unchanged: 'personne de différent',
    compared: 'État {} comparé à l’état {}',
    changes: {
      newly_concerned: '{} nouvellement concernée[s]',
      more: '{} avec du nouveau',
      less: '{} avec moins qu’avant',
      no_longer_concerned: '{} qui ne [sont|est] plus concernée[s]',
      possible: '{} seulement possible[s]',
      dismissed: '{} qui ne [sont|est] plus possible[s]',
    },
    gained: 'en plus : {}',
    lost: 'en moins : {}',
    nobody: 'Les deux états disent la même chose de chacun.',
    reasons: {
      new_evidence: 'nouveaux fichiers',
      register_changed: 'fichier des patients modifié',
      engine_changed: 'lecture améliorée',
      decision: 'décision',
    },
    certainties: { certain: 'certaine', probable: 'probable', possible: 'possible', none: 'pas concernée' },
  },
  duplicates: {
    none: 'Pas de doublon à décider.',
    found: '{} paire[s] de numéros de patient qui sont peut-être une seule personne :',
    accepted:
      'Accepté : les deux numéros comptent désormais pour une personne. « constat duplicates undo » revient en arrière.',
    rejected: 'Refusé : les deux numéros restent deux personnes et ne sont plus proposés.',
    undone: 'Annulé : rien n’est plus décidé pour ces deux numéros.',
    imported: '{} décision[s] importée[s] ; celles qui étaient connues ont été laissées.',
    states: { open: 'à décider', accepted: 'accepté', rejected: 'refusé' },
    reasons: {
      social_security_equal: 'même numéro de sécurité sociale',
      name_equal: 'même nom',
      name_similar: 'nom proche',
      married_name: 'nom de naissance et nom d’usage',
      names_exchanged: 'nom et prénom intervertis',
      given_name_equal: 'même prénom',
      given_name_similar: 'prénom proche',
      birth_date_equal: 'même date de naissance',
      birth_date_similar: 'presque la même date de naissance',
      phone_equal: 'même téléphone',
      email_equal: 'même courriel',
      address_equal: 'même adresse',
      name_differs: 'mais un autre nom',
      social_security_differs: 'mais un autre numéro de sécurité sociale',
      sex_differs: 'mais un autre sexe',
      phone_differs: 'mais un autre téléphone',
      address_differs: 'mais une autre adresse',
    },
  },
  exported: '{} ligne[s] écrite[s] dans {}.',
  created:
    'Affaire créée dans {}. Sauvegardez les fichiers « key » et « keys.json » à part des données : sans eux, rien ne s’ouvre.',
  run: { page: 'La page de synthèse : {}', exports: 'Les exports : {}' },
  progress: {
    collect: 'Inventaire',
    import: 'Patients',
    index: 'Index des patients',
    read: 'Lecture',
    scans: 'Pages numérisées',
    scansWaiting: '{} page[s] numérisée[s] pour plus tard',
    found: '{} patient[s] trouvé[s] jusqu’ici',
    files: 'contenus',
    left: 'reste',
    slow: 'en cours',
    generate: 'Hôpital inventé',
  },
  errors: {
    internal:
      'Erreur interne : la commande s’est arrêtée ({}). Relancez-la avec CONSTAT_DEBUG=1 pour voir où.',
    usage: 'Commande non comprise : {}',
    help: 'Aide : constat {}--help',
  },
  help: {
    usage: 'Utilisation',
    commands: 'Commandes',
    options: 'Options',
    examples: 'Exemples',
    exitCodes: 'Codes de sortie',
    more: 'constat COMMANDE --help dit plus.',
  },
  exitCodes: {
    '0': 'terminé',
    '1': 'erreur interne',
    '2': 'commande mal écrite',
    '3': 'fichier fourni refusé (rien n’a été fait)',
    '4': 'affaire, clé, base de données, chemin ou disque',
    '5': 'interrompu ; la même commande reprend',
    '6': 'aucun bac à sable autour des lecteurs : rien n’a été lu',
    '7': 'le journal des accès n’est pas tel qu’il a été écrit',
  },
  sandbox: {
    problems: {
      not_linux:
        'Les fichiers volés sont lus dans des processus isolés, qui n’existent que sous Linux (ici : {}). Utilisez Constat sur une machine Linux ou dans une machine virtuelle Linux.',
      no_tools:
        'Les fichiers volés sont lus dans des processus isolés, et les programmes qu’il faut manquent (bubblewrap, ou de util-linux : {}). Installez-en un : apt-get install bubblewrap, ou dnf install bubblewrap.',
      forbidden:
        'Les fichiers volés sont lus dans des processus isolés, et ce système ne le permet pas ({}). Installez bubblewrap, ou lancez Constat en root, ou autorisez les espaces de noms d’utilisateur (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns) ; dans un conteneur, accordez-lui ses propres espaces de noms.',
      leaky:
        'Le bac à sable de cette machine ne tient pas : {}. Installez bubblewrap, puis regardez « constat sandbox check ».',
      no_child:
        'Le bac à sable de cette machine tenait, mais un lecteur n’y a plus démarré ({}). Relancez la commande ; « constat sandbox check » en dit plus.',
    },
    exceptionHelp:
      'Pour lire malgré tout sans bac à sable (seulement sur une machine qui ne contient rien d’autre) : constat case exception add sandbox --reason TEXTE --case DOSSIER (ou constat run … --without-sandbox TEXTE)',
    without:
      'Attention : aucun bac à sable autour des lecteurs ; une exception est consignée dans l’affaire.',
    demoReason: 'les fichiers de la démonstration ont été inventés par Constat lui-même',
    recorded:
      'Exception consignée : les fichiers de cette affaire sont lus même sans bac à sable autour des lecteurs.',
    withdrawn: 'Exception retirée : les fichiers de cette affaire ne sont lus que dans un bac à sable.',
    stands: 'Le bac à sable tient : {}, {} ({} tentatives d’évasion, {} ms).',
    fails: 'Ce bac à sable ne tient pas : {}, {} ({} tentatives d’évasion, {} ms).',
    failsToStart: 'Ce bac à sable ne peut pas être construit : {}, {} ({}).',
    asRoot: 'construit par root, un utilisateur propre à chaque lecteur',
    asUser: 'construit sans root, dans un espace de noms d’utilisateur',
    withFilter: 'avec un filtre d’appels système',
    withoutFilter: 'sans filtre d’appels système (installez bubblewrap, ou perl)',
    held: 'arrêté',
    open: 'OUVERT',
    inPlace: 'en place',
    missing: 'ABSENT',
    from: { inside: 'essayé dedans', belt: 'avec les limites de Node', outside: 'vu du dehors' },
    probes: probesFr,
  },
  summary: {
    title: 'Qui est concerné ?',
    made: 'Établi le {}',
    merged:
      '{} numéro[s] de patient accepté[s] comme autre[s] numéro[s] d’une personne : [ils ne comptent|il ne compte] pas une seconde fois.',
    register: 'Le fichier de l’hôpital compte {} patient[s].',
    concerned: '{} personne[s] concernée[s]',
    interval: 'entre {} et {} (95 %), d’après les probabilités de rapprochement',
    shared:
      'Dont environ {} (entre {} et {}) ne figurent que là où un nom courant peut désigner n’importe lequel de ses porteurs (mentions : {}) : comptées, non listées.',
    certain: '{} certaine[s]',
    probable: '{} probable[s]',
    possible: '{} possible[s]',
    possibleNote:
      'Effectif attendu : chaque personne y compte pour sa probabilité. Les personnes « possibles » sont à relire.',
    nobody: 'Aucun patient de l’hôpital n’a été trouvé dans les fichiers lus.',
    notYet: 'Rien n’a encore été lu : on ne peut pas dire qui est concerné.',
    whichData: 'Quelles données ?',
    whichYears: 'Quelles années ?',
    howSevere: 'Quelle gravité ?',
    severityNote:
      'Gravité par personne selon la méthode de l’ENISA (2013) ; circonstances : {}. Presque toute personne identifiée dans une publication atteint le degré le plus haut.',
    band: 'gravité',
    whichFolders: 'D’où viennent-elles ?',
    whichFormats: 'Dans quels formats ?',
    whatRead: 'Qu’a-t-on lu ?',
    whatUnread: 'Que n’a-t-on pas pu lire ?',
    allRead: 'Tout ce qui contient un document a été lu.',
    unreadNote: 'Un fichier non lu n’est pas un fichier sain : il peut concerner d’autres personnes.',
    unreadExpected:
      'À en juger par les fichiers lus dans les mêmes dossiers, il s’y trouverait environ {} mention[s] de patients. La liste : constat export unread.',
    expected: 'mentions à craindre',
    outsiders: '{} personne[s] absente[s] du fichier des patients ({})',
    outsidersBetween: 'Entre {} et {} personnes absentes du fichier des patients ({})',
    outsiderMentions: '{} mention[s]',
    outsidersNote:
      'Personnes nommées dans les documents sans correspondance dans le fichier : patients d’ailleurs, homonymes, proches, agents. Noms et dates de naissance les distinguent ; un nom seul peut désigner une personne ou plusieurs, d’où une fourchette. La liste : constat export outsiders.',
    persons: 'personnes',
    items: 'éléments',
    countPersons: '{} personne[s]',
    countItems: '{} élément[s]',
    countFiles: '{} fichier[s]',
    waiting: '{} élément[s] attend[ent] encore d’être lu[s].',
    scansWaiting:
      '{} page[s] numérisée[s] ({}) [restent|reste] à reconnaître : les personnes qui y figurent ne sont pas encore comptées.',
    scansRead: '{} page[s] numérisée[s] reconnue[s].',
    accounted: '{}, {} avec le contenu des archives et des courriels, {} : chacun a un sort.',
    folder: 'dossier',
    format: 'format',
    fate: 'sort',
    reason: 'raison',
    category: 'donnée',
    year: 'année',
    share: 'part',
    table: 'Les chiffres',
    checked: 'Comment l’a-t-on vérifié ?',
    method: 'Comment on a compté',
    methodText:
      'Chaque passage est comparé au fichier des patients (numéro, numéro de sécurité sociale, nom, date de naissance, adresse, téléphone, courriel). Chaque personne compte pour la probabilité qu’un passage au moins la désigne : la somme est l’effectif attendu. Les répartitions portent sur les personnes dont la probabilité atteint 0,5. L’intervalle tient compte des rapprochements incertains, pas des fichiers non lus.',
    unknownYears: 'Les années sont celles des dates inscrites dans les documents.',
    rootFolder: '(racine)',
    unknownFormat: 'inconnu',
    exceptions: {
      sandbox:
        'Exception : des fichiers peuvent être lus sans bac à sable autour des lecteurs. Consignée le {} par {} : {}',
    },
  },
  explain: {
    seen: 'retenu : probabilité {} ({} bits)',
    near: 'non retenu : probabilité {} ({} bits)',
    unlike: 'non retenu : trop peu concorde ({} bits)',
    forIt: 'pour :',
    against: 'contre :',
    shows: 'montre :',
    outsider: 'hors du fichier des patients : {} (probabilité {})',
    oneOfMany: 'un parmi plusieurs que rien ne distingue : porteurs {}, ensemble probabilité {}',
    refers: 'renvoie à une fiche de ce patient, ou continue la ligne précédente',
    nothing: 'Rien n’a été trouvé du patient {} dans ce qui a été lu.',
    nobody: 'Personne n’a été trouvé ici.',
    cut: 'D’autres passages suivent, non affichés : augmenter --limit.',
    patient: 'patient {}',
    evidence: {
      surname_equal: 'nom identique',
      surname_alike: 'nom avec plusieurs fautes',
      surname_differs: 'nom différent',
      given_equal: 'prénom identique',
      given_further: 'autre prénom du patient',
      given_variant: 'forme courte ou autre graphie du prénom',
      given_alike: 'prénom avec plusieurs fautes',
      given_differs: 'prénom différent',
      initial_equal: 'initiale identique',
      initial_differs: 'initiale différente',
      initials_equal: 'initiales identiques',
      initials_differ: 'initiales différentes',
      name_similar: 'nom écrit avec une faute',
      names_exchanged: 'nom et prénom intervertis',
      capitals_are_given: 'le prénom est écrit comme un nom',
      extra_word: 'un nom que le patient ne porte pas',
      missing_word: 'un nom du patient manque',
      namesakes: 'nombre d’homonymes',
      birth_date_equal: 'date de naissance identique',
      birth_month_equal: 'mois et année de naissance identiques',
      birth_year_equal: 'année de naissance identique',
      birth_date_similar: 'date de naissance à une faute près',
      birth_date_near: 'date de naissance voisine',
      birth_date_differs: 'date de naissance différente',
      sex_equal: 'sexe identique',
      sex_differs: 'sexe différent',
      age_equal: 'âge concordant',
      age_near: 'âge presque concordant',
      age_differs: 'âge différent',
      number_equal: 'numéro de patient identique',
      number_bare: 'chiffres du numéro de patient',
      number_of_other: 'numéro d’un autre patient',
      number_of_nobody: 'numéro d’aucun patient',
      nir_equal: 'numéro de sécurité sociale identique',
      nir_key_wrong: 'clé du numéro de sécurité sociale fausse',
      nir_and_date_differ: 'numéro de sécurité sociale différent, comme la date de naissance',
      nir_similar: 'numéro de sécurité sociale à une faute près',
      nir_differs: 'numéro de sécurité sociale différent',
      phone_equal: 'téléphone identique',
      email_equal: 'courriel identique',
      email_name_equal: 'courriel identique avant l’arobase',
      email_domain_equal: 'courriel identique après l’arobase',
      address_equal: 'adresse identique',
      postcode_equal: 'code postal identique',
      postcode_differs: 'code postal différent',
      town_equal: 'commune identique',
      town_differs: 'commune différente',
      household: 'un deuxième élément du même foyer',
    },
  },
};
