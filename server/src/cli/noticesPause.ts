import { pauseCampaign, resumeCampaign } from '../notify/campaignPause.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const noticesPause: Command = {
  name: 'notices pause',
  positionals: [],
  options: {
    case: CASE_OPTION,
    resume: { help: { fr: 'reprend la campagne', en: 'lets the campaign go on' } },
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Suspend toute la campagne aussitôt, sur toutes les machines : plus rien n’est composé, remis, mis en file ni envoyé ; ou la reprend là où elle en était.',
    en: 'Lets the whole campaign rest at once, on all machines: nothing is built, handed over, queued or sent any more; or lets it go on where it stood.',
  },
  examples: [
    'constat notices pause --reason "accueil téléphonique en panne" --case /srv/constat/hopital',
    'constat notices pause --resume --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_paused', reason: value('reason') });
      await (flag('resume') ? resumeCampaign : pauseCampaign)(open.database);
      out.write(`${flag('resume') ? words.notices.resumed : words.notices.pausing}\n`);
    } finally {
      await open.close();
    }
  },
};
