import { gunzipSync } from 'node:zlib';
import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.cpio',
  bytes: gunzipSync(
    Buffer.from(
      'H4sIAAAAAAACA+3OQUrDUBDG8bfuKV72YmbiS5N05yKLSpVQXLh9pSMUJAX7Fl4p58jFLMWiLSo5wP+3mWGY4RuppBIVaeJcy60c' +
        'BbVT/UUx30hVRmsux68m/6vPzXZ/OOzs3TknP3NP97XG8Me9XubexWm5Wlzl5uOQxuE2fSTXxbSzPplf+PalfexWrX+w2Pc2exoH' +
        '82/mNeRS5drU4cYvu84fPwylFrPv3yeZundtc26e1/fLVbvOsswBAAAAAAAAAAAAAAAAAPDlE6mK/f8AKAAA',
      'base64',
    ),
  ),
  members: ['dossier/été.txt'],
};
