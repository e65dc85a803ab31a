import type { FormatSample } from './sample.ts';

/** Explicit VR, little endian. */
function element(group: number, number: number, vr: string, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const padded =
    bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'OB' ? '\0' : ' ')]);
  const isLong = vr === 'OB' || vr === 'OW' || vr === 'SQ';
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (isLong) head.writeUInt32LE(padded.length, 8);
  else head.writeUInt16LE(padded.length, 6);
  return Buffer.concat([head, padded]);
}

export const sample: FormatSample = {
  file: 'IM001.dcm',
  bytes: Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2.1'),
    element(0x0008, 0x0005, 'CS', 'ISO_IR 100'),
    element(0x0008, 0x0020, 'DA', '20220503'),
    element(0x0008, 0x0090, 'PN', 'DOCTEUR^PAUL'),
    element(0x0008, 0x1030, 'LO', 'THORAX F'),
    element(0x0010, 0x0010, 'PN', 'EXEMPLE^J\xe9r\xf4me'),
    element(0x0010, 0x0020, 'LO', '0084512'),
    element(0x0010, 0x0030, 'DA', '19840714'),
    element(0x0010, 0x0040, 'CS', 'M'),
    element(0x0010, 0x21b0, 'LT', 'Asthme depuis l\x92enfance'),
    element(0x0042, 0x0011, 'OB', Buffer.from('%PDF-1.4\nun document')),
    element(0x0042, 0x0012, 'LO', 'application/pdf'),
    element(0x7fe0, 0x0010, 'OW', Buffer.alloc(64)),
  ]),
  texts: ['EXEMPLE', 'Jérôme', '0084512', '19840714', 'THORAX F', 'Asthme depuis'],
  members: ['document.pdf'],
};
