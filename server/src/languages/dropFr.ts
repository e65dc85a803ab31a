import type { DropWords } from './dropWords.ts';

export const dropFr: DropWords = {
  title: 'Plan des envois',
  nothing: 'Aucune lettre ne peut partir avec ces réglages.',
  headline: '{} en {}, remises à la poste à partir du {} ; les dernières arrivent le {}.',
  countLetters: '{} lettre[s]',
  countDrops: '{} envoi[s]',
  warnings: {
    unscheduled:
      'Des lettres ne trouvent aucun jour : il faut plus d’agents, plus d’heures, ou accepter plus d’attente.',
    undue_delay:
      'Les dernières lettres arrivent après le délai fixé. La loi veut une information « dans les meilleurs délais » : ajoutez des agents, ou motivez ce délai dans le dossier.',
    not_enough_calls:
      'Trop peu d’appels comptés pour en tirer une règle : les hypothèses précédentes restent en place.',
    over_capacity:
      'Les envois déjà partis amènent plus d’appels que l’on ne peut en prendre : renforcez l’équipe, ou prévenez d’une attente.',
  },
  assumptionsTitle: 'Sur quoi repose ce plan',
  model:
    'Le jour où une lettre arrive, {} des destinataires appellent ; chaque jour suivant, {} des appels de la veille. Dix envois au lieu d’un ne ramènent donc la pointe qu’à {} de ce qu’elle serait.',
  line: 'Un appel dure {} minutes, suites comprises. L’heure la plus chargée reçoit {} des appels du jour ; {} des appels doivent y être pris en moins de {} secondes, les agents parlant {} de leur temps au plus (formule C d’Erlang).',
  roster:
    'Il faut au plus {} agents au téléphone le même jour, soit {} au planning (pauses, formation : {}).',
  calendarRule:
    'Une lettre remise un jour ouvré met {} jour[s] de poste. Aucune n’arrive un vendredi, un samedi, un dimanche, un jour férié ou sa veille. Les appels des jours fermés arrivent le jour ouvert suivant.',
  pilot:
    'Le premier envoi, de {} lettres de tous les rangs, éprouve le texte, la fenêtre, le code et l’accueil ; le suivant arrive au moins {} jours après.',
  calendarTitle: 'Combien de lettres partent, et quel jour ?',
  calendarNote: 'Lettres remises à la poste.',
  weekdays: ['lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.', 'dim.'],
  pilotMark: 'essai',
  callsTitle: 'Combien d’appels, et combien peut-on en prendre ?',
  callsLegend: ['appels attendus', 'appels que l’on peut prendre'],
  waitTitle: 'Combien de temps attend-on à l’heure la plus chargée ?',
  waitNote: 'Attente moyenne, en secondes. Ceux qui raccrochent et rappellent ne sont pas comptés.',
  seconds: '{} s',
  table: 'Les chiffres en tableau',
  columns: [
    'jour',
    'lettres qui arrivent',
    'appels',
    'capacité',
    'agents',
    'nécessaires',
    'attente',
    'pris à temps',
    'temps parlé',
  ],
  dropColumns: ['départ', 'arrivée', 'lettres', 'essai'],
  rank: 'rang {}',
  closed: 'fermé',
  endless: 'sans fin',
  kept: 'Le plan est gardé : les lots sont composés et remis d’après lui.',
  forgotten: 'Le plan gardé est abandonné : les lots sont composés et remis comme ils viennent.',
  written: 'Page écrite : {}',
};
