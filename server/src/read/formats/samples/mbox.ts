import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.mbox',
  bytes: Buffer.from(
    [
      'From a Tue Mar  1 09:00:00 2016',
      'From: a@b.example',
      'Subject: x',
      '',
      'un',
      '',
      'From ici, aucun message ne commence.',
      '',
      'From a Tue Mar  1 09:00:00 2016',
      'From: a@b.example',
      '',
      'deux',
      '',
    ].join('\n'),
  ),
  members: ['message-1', 'message-2'],
};
