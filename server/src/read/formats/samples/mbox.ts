import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.mbox',
  bytes: Buffer.from(
    'From a Tue Mar  1 09:00:00 2016\nFrom: a@b.example\nSubject: x\n\nun\n\nFrom a Tue Mar  1 09:00:00 2016\nFrom: a@b.example\n\ndeux\n',
  ),
  members: ['message-1', 'message-2'],
};
