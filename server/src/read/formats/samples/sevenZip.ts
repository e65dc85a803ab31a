import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.7z',
  bytes: Buffer.from(
    'N3q8ryccAAS36FTjoAAAAAAAAAAgAAAAAAAAAIfRZmQBADlQYXRpZW50ZSA6IEVYRU1QTEUgSmVhbm5lCk7DqWUgbGUgMTQv' +
      'MDcvMTk4NCwgSVBQIDAwODQ1MTIKAAAAgTMHrg/R1LcIoJCgd17FQBiP6W1m5odfOLrQW8SfdUSU/2tWz1LBKEmt1ez33/L3' +
      'XevE15ORG6J5u5wUT8Q1YWWW6qjSg9YLIUOy+7ukni0r2h2X+vC2gwLeqtYblQAAFwY+AQliAAcLAQABIwMBAQVdABAAAAx+' +
      'CgFX1a4WAAA=',
    'base64',
  ),
  members: ['dossier/a.txt'],
};
