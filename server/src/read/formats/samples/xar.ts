import { deflateSync } from 'node:zlib';
import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const PACKED = deflateSync(textFile(TEXT, 'utf8'));
const PLAIN = Buffer.from('Nom : EXEMPLE');

/** A packed file in a folder, a stored one, a link. */
const TABLE = deflateSync(
  `<?xml version="1.0" encoding="UTF-8"?><xar><toc>
<file id="1"><name>dossier</name><type>directory</type>
<file id="2"><name>été.txt</name><type>file</type><data><length>${PACKED.length}</length><offset>0</offset><size>1</size><encoding style="application/x-gzip"/></data></file>
</file>
<file id="3"><name enctype="base64">${Buffer.from('né.txt').toString('base64')}</name><type>file</type><data><length>${PLAIN.length}</length><offset>${PACKED.length}</offset><encoding style="application/octet-stream"/></data><ea><name>no.name</name></ea></file>
<file id="4"><name>ailleurs</name><type>symlink</type></file>
</toc></xar>`,
);

function head(): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.write('xar!', 'latin1');
  bytes.writeUInt16BE(28, 4);
  bytes.writeUInt16BE(1, 6);
  bytes.writeBigUInt64BE(BigInt(TABLE.length), 8);
  return bytes;
}

export const sample: FormatSample = {
  file: 'a.xar',
  bytes: Buffer.concat([head(), TABLE, PACKED, PLAIN]),
  members: ['dossier/été.txt', 'né.txt', 'ailleurs'],
};
