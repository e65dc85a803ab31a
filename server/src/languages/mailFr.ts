import type { MailWords } from './mailWords.ts';

export const mailFr: MailWords = {
  problems: {
    settings_missing:
      'Les courriels ne sont pas encore réglés : « constat mails settings --set FICHIER --case DIR » prend les réglages.',
    settings_wrong: 'Les réglages des courriels ont été refusés ; rien n’a changé. Ce qui ne va pas, et où :',
    password_missing:
      'Un mot de passe ou une clé nommés dans les réglages des courriels ne peuvent être lus :',
    secret_too_open:
      'Un fichier de mot de passe ou de clé peut être lu par d’autres ; fermez-le à tous sauf à son propriétaire (chmod 600) :',
    refused_by_lint: 'Le courriel a été refusé et ne part pas :',
    already_on_its_way: 'Un courriel de cet avis est déjà en route.',
    paused: 'L’envoi est suspendu : « constat mails pause --resume --case DIR » le reprend.',
    no_progress:
      'L’envoi a été relancé plusieurs fois sans qu’aucun courriel soit accepté, et il est suspendu. Cherchez pourquoi, puis « constat mails pause --resume --case DIR ».',
    server_refuses:
      'Le serveur de messagerie refuse nos courriels (connexion, relais ou politique) ; l’envoi est suspendu. Faites-le corriger, puis « constat mails pause --resume --case DIR ».',
    server_unreachable:
      'Le serveur de messagerie ne répond pas ; rien n’est perdu. Réessayez quand il sera revenu :',
    mail_unknown: 'Aucun courriel ni rapport ne porte ce numéro :',
    not_uncertain:
      'Seuls les courriels incertains se décident ; ceux-ci ne le sont pas, et rien n’a changé :',
    second_person_needed:
      'Renvoyer plusieurs courriels demande deux personnes, car qui a reçu le premier en recevra un second : nommez-les par --by et --and.',
    mailbox_missing: 'Les réglages ne nomment aucune boîte où reviennent les rapports (« mailbox »).',
    mailbox_unreadable: 'La boîte des rapports ne peut être lue :',
  },
  states: {
    queued: '{} courriel[s] à envoyer',
    sending: '{} courriel[s] en cours d’envoi',
    accepted: '{} courriel[s] accepté[s] par notre propre serveur de messagerie',
    delivered: '{} courriel[s] remis, un rapport le dit',
    bounced: '{} courriel[s] revenu[s]',
    complained: '{} courriel[s] signalé[s] comme indésirable[s] : plus aucun envoi',
    uncertain:
      '{} courriel[s] incertain[s] : nul ne peut savoir [s’ils sont partis|s’il est parti] (« constat mails decide »)',
    failed: '{} courriel[s] refusé[s] par notre propre serveur de messagerie',
    cancelled: '{} courriel[s] annulé[s]',
  },
  empty: 'Aucun courriel n’a encore été mis en file.',
  doubled: 'ATTENTION : {} courriel[s] accepté[s] deux fois.',
  unclear: '{} rapport[s] [attendent|attend] une personne (« constat mails bounces --list »).',
  stopped: '{} domaine[s] arrêté[s], car [ils refusent|il refuse] les courriels par politique.',
  paused: 'L’envoi est suspendu depuis le {} : {}.',
  reasons: {
    campaign: 'la campagne est suspendue (« constat notices pause --resume »)',
    person: 'quelqu’un l’a arrêté',
    no_progress: 'trop de départs sans courriel accepté',
    policy: 'des domaines destinataires refusent',
    server_refuses: 'notre propre serveur de messagerie refuse',
  },
  pausing: 'L’envoi est suspendu. Ce qui était en cours s’achève, rien d’autre ne part.',
  resumed: 'L’envoi peut reprendre.',
  cancelled: '{} courriel[s] retiré[s] de la file.',
  settingsKept: 'Les réglages sont enregistrés.',
  sending: 'Courriels',
  trouble: {
    gone: 'la base de données ne répond pas : l’envoi attend, rien n’est perdu',
    disk: 'la base de données ne peut plus écrire (disque plein ?) : libérez de la place, l’envoi reprendra de lui-même',
  },
  sent: '{} courriel[s] accepté[s].',
  reconciled:
    'Demandé au serveur de messagerie : {} courriel[s] [étaient pris|était pris], {} ne l’étaient pas et [retournent|retournent] dans la file, {} incertains.',
  failed: '{} courriel[s] refusé[s] définitivement.',
  ended: {
    done: 'Plus rien ne peut partir maintenant.',
    later: 'Ce qui reste est pour plus tard.',
    paused: 'L’envoi est suspendu (« constat mails pause --resume »).',
    stopped: 'Arrêté ; la même commande reprend.',
  },
  next: 'Le prochain peut partir le {}.',
  test: {
    subject: 'Essai des courriels aux patients',
    text: 'Ceci est un essai du chemin par lequel partent les courriels aux patients. Il ne dit rien de personne.',
    accepted: 'Le serveur de messagerie a pris le courriel d’essai.',
    notAccepted: 'Le serveur de messagerie n’a pas pris le courriel d’essai : {}',
  },
  decidedSent: '{} courriel[s] consigné[s] comme envoyé[s].',
  decidedAgain: '{} courriel[s] remis en file pour un nouvel envoi.',
  taken: {
    bounced: '{} courriel[s] revenu[s]',
    delayed: '{} rapport[s] de retard',
    delivered: '{} rapport[s] de remise',
    complaint: '{} plainte[s]',
    auto_reply: '{} réponse[s] automatique[s], ignorée[s]',
    forged: '{} rapport[s] falsifié[s], sans effet',
    unclear: '{} rapport[s] gardé[s] pour une personne',
    known: '{} rapport[s] déjà pris',
    early: '{} rapport[s] laissé[s] pour la prochaine fois',
  },
  byLetter: '{} courrier[s] prévu[s] pour qui un courriel n’a pas atteint (« constat notices build »).',
  waiting:
    '{} personne[s] que ni courrier ni courriel n’atteignent [attendent|attend] une décision (« constat notices list --state returned »).',
  noReports: 'Aucun rapport.',
  report: '{}  {}  {}',
  kinds: { unclear: 'non compris', forged: 'falsifié' },
};
