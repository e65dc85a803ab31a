import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.cab',
  bytes: Buffer.from(
    'TVNDRgAAAACIAAAAAAAAACwAAAAAAAAAAwEBAAEAAAAAAAAARgAAAAEAAAA6AAAAAAAAAAAAeV1IsKAAw6l0w6kudHh0AKcUBew6' +
      'ADoAUGF0aWVudGUgOiBFWEVNUExFIEplYW5uZQpOw6llIGxlIDE0LzA3LzE5ODQsIElQUCAwMDg0NTEyCg==',
    'base64',
  ),
  members: ['été.txt'],
};
