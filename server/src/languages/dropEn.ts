import type { DropWords } from './dropWords.ts';

export const dropEn: DropWords = {
  title: 'Plan of drops',
  nothing: 'No letter can leave with these settings.',
  headline: '{} in {}, handed to the post from {} on; the last arrive on {}.',
  countLetters: '{} letter[s]',
  countDrops: '{} drop[s]',
  warnings: {
    unscheduled:
      'Some letters find no day: there must be more agents, more hours, or more waiting must be accepted.',
    undue_delay:
      'The last letters arrive after the limit. The law wants people told "without undue delay": add agents, or record the reasons in the case file.',
    not_enough_calls: 'Too few calls were counted to learn from them: the former assumptions stay in place.',
    over_capacity:
      'What has left already brings more calls than can be answered: strengthen the team, or announce a wait.',
  },
  assumptionsTitle: 'What this plan rests on',
  model:
    'On the day a letter arrives, {} of the addressees call; on each day after it, {} of the calls of the day before. Ten drops instead of one therefore bring the peak down only to {} of what it would be.',
  line: 'A call takes {} minutes, with what follows it. The busiest hour gets {} of the calls of the day; {} of them are to be answered within {} seconds, and agents talk for {} of their time at most (Erlang C).',
  roster:
    'At most {} agents are needed at the telephone on one day, which is {} on the roster (breaks, training: {}).',
  calendarRule:
    'A letter handed over on a working day takes {} day[s] of post. None arrives on a Friday, Saturday, Sunday, a public holiday or the day before one. Calls of closed days come on the next open day.',
  pilot:
    'The first drop, of {} letters of all ranks, tries the text, the window, the code and the hotline; the next arrives at least {} days later.',
  calendarTitle: 'How many letters leave, and on which day?',
  calendarNote: 'Letters handed to the post.',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  pilotMark: 'pilot',
  callsTitle: 'How many calls, and how many can be answered?',
  callsLegend: ['calls expected', 'calls that can be answered'],
  waitTitle: 'How long does one wait in the busiest hour?',
  waitNote: 'Mean wait in seconds. Those who hang up and call again are not counted.',
  seconds: '{} s',
  table: 'The figures as a table',
  columns: [
    'day',
    'letters that arrive',
    'calls',
    'capacity',
    'agents',
    'needed',
    'wait',
    'answered in time',
    'time talking',
  ],
  dropColumns: ['departs', 'arrives', 'letters', 'pilot'],
  rank: 'rank {}',
  closed: 'closed',
  endless: 'endless',
  kept: 'The plan is kept: batches are built and handed over by it.',
  forgotten: 'The kept plan is given up: batches are built and handed over as they come.',
  written: 'Page written: {}',
};
