import { textFile } from '../../../demo/fileWriters.ts';
import { compoundFile, type SampleStorage } from './buildCompoundFile.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** Streams of text properties, and the stream of those of fixed length. */
function item(
  headerBytes: number,
  texts: Record<string, string>,
  fixed: readonly [tag: number, value: number][] = [],
): SampleStorage {
  const streams = Object.entries(texts).map(([id, text]): [string, Buffer] => [
    `__substg1.0_${id}001F`,
    Buffer.from(text, 'utf16le'),
  ]);
  const entries = fixed.map(([tag, value]) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(tag);
    entry.writeUInt32LE(value, 8);
    return entry;
  });
  return {
    '__properties_version1.0': Buffer.concat([Buffer.alloc(headerBytes), ...entries]),
    ...Object.fromEntries(streams),
  };
}

/** A mail with a recipient, a file and a contact attached. */
export const sample: FormatSample = {
  file: 'a.msg',
  bytes: compoundFile({
    ...item(32, { '001A': 'IPM.Note', '0037': 'Résultats', '0C1A': 'Dr EXEMPLE', '1000': TEXT.join('\r\n') }),
    '__nameid_version1.0': { '__substg1.0_00030102': Buffer.alloc(0) },
    '__recip_version1.0_#00000000': item(
      8,
      { '3001': 'Secrétariat', '39FE': 'secretariat@hopital.example' },
      [[0x0c150003, 1]],
    ),
    '__attach_version1.0_#00000000': {
      ...item(8, { '3707': 'piece.txt' }),
      '__substg1.0_37010102': Buffer.from(textFile(TEXT, 'utf8')),
    },
    '__attach_version1.0_#00000001': {
      ...item(8, { '3001': 'EXEMPLE Jeanne' }),
      '__substg1.0_3701000D': item(24, { '001A': 'IPM.Contact', '3A11': 'EXEMPLE', '3A06': 'Jeanne' }),
    },
  }),
  texts: [...TEXT, 'Objet : Résultats', 'À : Secrétariat <secretariat@hopital.example>'],
  members: ['piece.txt', 'EXEMPLE Jeanne'],
};
