import { textFile } from '../../../demo/fileWriters.ts';
import { CRYPT } from '../../pst/decodeBlock.ts';
import { pstFile } from './buildPst.ts';
import { type FormatSample, TEXT } from './sample.ts';

const MESSAGE_CLASS = 0x001a001f;
const SUBJECT = 0x0037001f;
const BODY = 0x1000001f;

/** A mailbox with two folders: a mail with a recipient and an attachment, a contact. */
export const sample: FormatSample = {
  file: 'archive.pst',
  bytes: pstFile(
    [
      {
        name: 'Boîte de réception',
        items: [
          {
            properties: [
              [MESSAGE_CLASS, 'IPM.Note'],
              [SUBJECT, 'Résultats'],
              [BODY, TEXT.join('\r\n')],
            ],
            recipients: [
              [
                [0x0c150003, 1],
                [0x3001001f, 'Secrétariat EXEMPLE'],
                [0x39fe001f, 'secretariat@hopital.example'],
              ],
            ],
            attachments: [
              [
                [0x37050003, 1],
                [0x3707001f, 'piece.txt'],
                [0x37010102, textFile(TEXT, 'utf8')],
              ],
            ],
          },
        ],
      },
      {
        name: 'Contacts',
        items: [
          {
            properties: [
              [MESSAGE_CLASS, 'IPM.Contact'],
              [0x3001001f, 'EXEMPLE Jeanne'],
              [0x3a11001f, 'EXEMPLE'],
              [0x3a06001f, 'Jeanne'],
              [0x3a1c001f, '06 39 98 00 01'],
            ],
          },
        ],
      },
    ],
    CRYPT.permute,
  ),
  members: ['Boîte de réception/message-1', 'Contacts/message-1'],
};
