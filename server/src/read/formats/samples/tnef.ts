import { textFile } from '../../../demo/fileWriters.ts';
import type { MapiItem } from '../../mapi/mapiItem.ts';
import { MapiProperties, type MapiProperty, PROPERTY_TYPE } from '../../mapi/mapiProperties.ts';
import { writeTnef } from '../../mapi/writeTnef.ts';
import { type FormatSample, TEXT } from './sample.ts';

function text(id: number, value: string): MapiProperty {
  return { id, type: PROPERTY_TYPE.unicode, name: null, data: Buffer.from(value, 'utf16le') };
}

const attached = Buffer.from(textFile(TEXT, 'utf8'));

const item: MapiItem = {
  properties: new MapiProperties([
    text(0x001a, 'IPM.Note'),
    text(0x0037, 'Résultats'),
    text(0x1000, TEXT.join('\r\n')),
  ]),
  recipients: [],
  attachments: [
    {
      properties: new MapiProperties([text(0x3707, 'piece.txt')]),
      data: {
        size: attached.length,
        open: async function* () {
          yield await Promise.resolve(attached);
        },
      },
      item: null,
    },
  ],
  damaged: false,
};

const written = await Array.fromAsync((await writeTnef(item)).open());

export const sample: FormatSample = {
  file: 'winmail.dat',
  bytes: Buffer.concat(written),
  texts: [...TEXT, 'Objet : Résultats'],
  members: ['piece.txt'],
};
