import { Binary, ObjectId, serialize } from 'bson';
import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'patients.bson',
  bytes: Buffer.concat(
    [
      {
        _id: new ObjectId('5f1e00000000000000000001'),
        ipp: '0084512',
        nom: 'EXEMPLE',
        naissance: new Date('1984-07-14'),
      },
      { _id: 2, nom: { usage: 'ÉTÉ' }, piece: new Binary(Buffer.from('%PDF-1.4 un document')) },
    ].map((document) => serialize(document)),
  ),
  texts: ['0084512', 'EXEMPLE', '1984-07-14', 'ÉTÉ', 'nom.usage', '5f1e00000000000000000001'],
  members: ['2/piece.pdf'],
};
