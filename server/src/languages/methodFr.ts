import type { MethodWords } from './methodWords.ts';

/** Written for the annex of a notification to the data protection authority. */
export const methodFr: MethodWords = {
  title: 'Comment les personnes concernées ont été comptées',
  subtitle: 'Note de méthode, à joindre à la notification de violation de données',
  result: {
    title: 'Le résultat',
    bounded:
      'À lire avec ce chiffre : fichiers lus où quelqu’un aurait été manqué, au plus {} (95 %, échantillon {}) ; éléments non lus, ou pas en entier : {}.',
    unbounded:
      'À lire avec ce chiffre : ce qui aurait été manqué dans les fichiers lus n’est pas borné (aucun échantillon) ; éléments non lus, ou pas en entier : {}.',
    unit: 'L’unité de compte est la personne inscrite au fichier des patients de l’établissement. Elle est concernée lorsqu’un fichier volé au moins la désigne et montre une donnée à son sujet.',
    rings:
      'Une personne est dite certaine à partir d’une probabilité de 0,95, probable à partir de 0,5, possible au-dessous ; les personnes possibles ne figurent pas dans les répartitions.',
    shared:
      'Un nom de famille seul dans une liste, avec une civilité, une initiale ou un âge, peut désigner tout patient qui le porte ; le sexe, l’initiale et l’âge en laissent quelques-uns. Lorsqu’aucun n’est probable, personne n’est compté individuellement : la mention ajoute à l’effectif attendu la probabilité de désigner un patient, multipliée par la part, parmi les patients nommés clairement dans les mêmes fichiers, de ceux qui ne figurent dans aucun autre (loi bêta-binomiale, a priori de Jeffreys).',
    interval:
      'L’effectif attendu est la somme de la colonne expected_share de l’export des personnes et de ce qui est attendu des seules mentions de noms courants ({}). Cette colonne est la probabilité individuelle, à ceci près que les homonymes se partagent une mention selon ce que d’autres fichiers disent de chacun, que plusieurs numéros d’une même personne ne comptent qu’une fois, et que 0,9999 et plus compte pour 1. L’intervalle à 95 % est celui de la loi de Poisson-binomiale. Lorsqu’un passage peut désigner plusieurs homonymes, celui que d’autres fichiers désignent sûrement est tenu pour le plus probable (loi gamma-Poisson du nombre de mentions par patient). L’intervalle rend compte de l’incertitude des rapprochements, et d’elle seule : ni des personnes que la recherche aurait manquées dans les fichiers lus, ni des fichiers non lus.',
    relation: 'Données exposées, parmi les personnes certaines et probables :',
  },
  corpus: {
    title: 'Les fichiers étudiés',
    columns: ['provenance', 'reçus le', 'fichiers', 'avec leur contenu', 'taille'],
    hash: 'Empreinte (SHA-256) de chaque remise :',
    recompute:
      "L’empreinte d’une remise se recalcule dans son dossier : find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum",
    without: 'Fichiers dont l’empreinte n’a pu être prise, et qui n’entrent pas dans ce calcul : {}.',
    distinct: '{} élément[s] au total, {} : un contenu présent plusieurs fois n’est lu qu’une fois.',
    countDistinct: '{} contenu[s] distinct[s]',
  },
  register: {
    title: 'Le fichier des patients',
    columns: ['importé le', 'patients', 'particularités', 'empreinte (SHA-256)'],
    last: 'Le dernier fichier importé fait foi. Les particularités (clé de numéro de sécurité sociale fausse, même personne sous deux numéros…) sont importées et signalées.',
  },
  read: {
    title: 'Ce qui a été lu, et ce qui ne l’a pas été',
    note: 'Chaque élément a un sort et un seul. Un fichier non lu n’est pas tenu pour sain : il reste à part du décompte.',
  },
  protocol: {
    title: 'La méthode',
    steps: [
      'Inventaire : chaque fichier et chaque contenu d’archive, de courriel ou de document est relevé avec son empreinte.',
      'Lecture : chaque contenu est reconnu par ses octets, non par son extension, et lu dans un processus isolé. Ce qui excède une limite (taille, imbrication, durée) est lu en partie et signalé comme tel.',
      'Repérage : numéros, dates, noms, adresses, téléphones, courriels, comptes bancaires, termes médicaux. Les valeurs ne sont pas conservées, seulement leur catégorie et leur endroit ; le texte des pages numérisées et le nom des personnes extérieures au fichier restent scellés.',
      'Rapprochement : chaque passage est comparé au fichier des patients selon la méthode de Fellegi et Sunter (1969). Les indices pour et contre sont pesés d’après leur fréquence dans ce fichier ; les homonymes et l’hypothèse « une personne extérieure au fichier » se partagent la probabilité.',
      'Décompte : la probabilité d’une personne est la plus forte de celles de ses passages ; une décision de relecture l’emporte sur la probabilité.',
    ],
    circumstances: 'Gravité individuelle selon la méthode de l’ENISA (2013), avec ces circonstances : {}.',
  },
  review: {
    title: 'La relecture',
    rule: 'Les rapprochements incertains sont soumis à des relecteurs, en commençant par ceux dont la réponse change le plus le résultat. Une réponse qui ajoute ou retire une personne à informer ne compte que si un deuxième relecteur, qui ne voit pas la première, donne la même ; en cas de désaccord, un autre relecteur départage.',
    moves:
      'Les réponses corrigent aussi les probabilités des rapprochements non relus de même nature, par tranche (loi bêta-binomiale ; la probabilité du modèle pèse autant que 10 réponses), dès 20 décisions dans 5 contenus. La file de relecture n’étant pas un tirage au sort, cette correction suppose que les rapprochements d’une même tranche se ressemblent.',
    columns: [
      'indice',
      'tranche',
      'décidés',
      'confirmés',
      'probabilité moyenne',
      'observé (95 %)',
      'appliqué',
    ],
  },
  samples: {
    title: 'Les échantillons de contrôle',
    rule: 'Des fichiers où personne n’a été trouvé sont tirés au sort, strate par strate, et lus par une personne. La graine du tirage et les unités tirées sont conservées ; le tirage peut être refait. Les bornes sont exactes (Clopper-Pearson) et ne dépassent pas ce qui est possible : ce qui a été trouvé et ce qui n’a pas été lu. Sous « seule », chacune vaut à 95 % pour sa strate prise seule ; sous « ensemble », elles valent à 95 % pour toutes les strates de fichiers à la fois (Bonferroni). Elles supposent que rien n’a été choisi parmi ce qui a été tiré ; la dernière colonne, valable elle aussi pour toutes les strates à la fois, tient pour manqué ce qui a été tiré et n’a pas été lu. Un échantillon défavorable n’est pas remplacé : il reste dans ce relevé. Une réponse n’est pas effacée non plus : celles qui ont été changées après coup sont relevées, avec leur motif.',
    columns: [
      'strate',
      'effectif',
      'lus / tirés',
      'avec quelqu’un',
      'part manquée, seule',
      'manqués, seule',
      'manqués, ensemble',
      'non lus manqués',
    ],
    together: 'Toutes strates de fichiers ensemble : au plus {} fichier[s] manqué[s] (95 %).',
    changeColumns: ['unité', 'strate', 'trouvés avant', 'trouvés après', 'changée le', 'motif'],
  },
  recapture: {
    title: 'Le recoupement de deux recherches',
    columns: [
      'unité',
      'par un numéro',
      'par nom et naissance',
      'par les deux',
      'estimation (95 %)',
      'part trouvée',
    ],
  },
  seeds: {
    title: 'Le rappel sur patients inventés',
    rule: 'Des patients inventés ont été placés dans des fichiers des mêmes formats que ceux de l’affaire, à part des preuves, puis recherchés comme les autres. Ils ne sont pas des patients de l’établissement, n’entrent dans aucun décompte et ont été supprimés après l’essai.',
    columns: ['identifiant ou format', 'placés', 'retrouvés', 'rappel (95 %)'],
  },
  undone: {
    title: 'Ce qui n’a pas été fait',
    nothing: 'Toutes les vérifications prévues par la méthode ont été faites.',
    noReview: 'Aucun rapprochement n’a été relu par une personne.',
    noSecond: 'Aucun rapprochement n’a été lu par deux relecteurs : leur accord n’est pas mesuré.',
    noSample: 'Aucun échantillon n’a été tiré : ce qui a été manqué dans les fichiers lus n’est pas borné.',
    sampleUnfinished:
      '{} unité[s] tirée[s] de l’échantillon {} [n’ont pas été lues|n’a pas été lue] : ses bornes sont données aussi en tenant [ces unités|cette unité] pour manquée[s].',
    sampleOutdated: 'Le dernier échantillon est antérieur à l’état présent du décompte.',
    strataUnsampled: 'Strates dont rien n’a été tiré dans le dernier échantillon : {}.',
    noPatientSample: 'Aucun échantillon de patients donnés pour non concernés n’a été recherché.',
    noSeeds: 'Le rappel n’a pas été mesuré sur des patients inventés.',
    seedsOutdated:
      'Le dernier essai sur patients inventés est antérieur à la version du moteur qui a lu les fichiers.',
    noCalibration: 'Trop peu de décisions pour corriger les probabilités des rapprochements non relus.',
    noBreachDate:
      'La date du vol n’est pas précisée : les âges sont ceux du jour où l’affaire a été ouverte.',
    unread: '{} élément[s] n’[ont|a] pas été lu[s], ou pas en entier.',
  },
  limits: {
    title: 'Les limites',
    lines: [
      'Une borne sur des fichiers n’est pas une borne sur des personnes : un seul fichier manqué peut en nommer plusieurs.',
      'Les probabilités sont supposées indépendantes d’une personne à l’autre. Une même erreur (une colonne mal comprise) peut en toucher beaucoup : les tableaux sont à vérifier un par un, non ligne à ligne.',
      'Les années sont celles des dates inscrites dans les documents.',
      'Les proches, agents et autres personnes absentes du fichier des patients sont relevés à part et n’entrent pas dans ce décompte.',
    ],
  },
  versions: {
    title: 'Versions et reproduction',
    columns: ['élément', 'version'],
    program: 'Constat',
    engine: 'moteur de lecture et de rapprochement',
    engineValue: '{} ({})',
    node: 'Node.js',
    database: 'PostgreSQL',
    system: 'système',
    reproduce:
      'Avec les mêmes fichiers et mots de passe, le même fichier de patients, les mêmes versions et les décisions exportées (constat review export pour la relecture, constat export decisions pour les doublons du fichier des patients), ces commandes redonnent ce résultat, dans cet ordre :',
    commands: [
      'constat patients import',
      'constat evidence add, evidence passwords',
      'constat duplicates import (décisions sur les doublons)',
      'constat assess',
      'constat review import (décisions de relecture)',
    ],
  },
  signatures: {
    title: 'Signatures',
    columns: ['', 'nom et fonction', 'date et signature'],
    roles: ['Établi par', 'Vérifié par'],
    provisional:
      'Note provisoire, à ne pas signer : le décompte n’est pas arrêté. Lancez « constat assess », puis établissez la note de nouveau.',
  },
};
