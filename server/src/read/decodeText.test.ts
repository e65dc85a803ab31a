import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decode, encode } from '../text/windows1252.ts';
import { decodeText, decodeToStrings, decodeWhole } from './decodeText.ts';

const FRENCH =
  'Née le 14 août à Évry : « garçon », cœur sain, œdème — reçu 20 €.\nDeuxième ligne, même élève.\n'.repeat(
    4,
  );

async function inChunks(bytes: Uint8Array, size: number): Promise<string> {
  const parts: string[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size)
      yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  // The first chunk tells the encoding: it must hold a little more than a mark.
  for await (const part of decodeText(chunks())) parts.push(decode(part));
  return parts.join('');
}

for (const encoding of ['utf8', 'windows-1252', 'utf-16le', 'utf-16be']) {
  test(`decodeText reads French text in ${encoding}`, () => {
    assert.equal(decode(decodeWhole(iconv.encode(FRENCH, encoding))), FRENCH);
  });
}

test('decodeText reads the code pages of DOS and of the Macintosh', () => {
  const text = 'élève déjà âgé, reçu à l’hôpital, où çà et là\n'.replaceAll('’', "'").repeat(5);
  assert.equal(decode(decodeWhole(iconv.encode(text, 'cp850'))), text);
  assert.equal(decode(decodeWhole(iconv.encode(text, 'macroman'))), text);
});

test('decodeText undoes text that was encoded twice', () => {
  const twice = Buffer.from(Buffer.from(FRENCH.replaceAll('—', '-')).toString('latin1'));
  assert.ok(decode(decodeWhole(twice)).includes('Née le 14 août'));
});

test('decodeText leaves a mark out and gives every line end as \\n', () => {
  assert.equal(decode(decodeWhole(Buffer.from('\ufeffa\r\nb\rc\nd'))), 'a\nb\nc\nd');
  assert.equal(decode(decodeWhole(iconv.encode('a\r\nb', 'utf-16le', { addBOM: true }))), 'a\nb');
});

test('decodeText keeps the lines of a UTF-8 text that has a few broken bytes', () => {
  const bytes = Buffer.concat([Buffer.from(FRENCH), Buffer.from([0xe9]), Buffer.from(' été\n')]);
  assert.equal(decode(decodeWhole(bytes)), `${FRENCH}é été\n`);
});

test('decodeText composes letters with combining marks and transliterates letters that Windows-1252 lacks', () => {
  assert.equal(
    decode(decodeWhole(Buffer.from('e\u0301te\u0301 Łukasz Şahin J\u2011P'))),
    'été Lukasz Sahin J-P',
  );
});

test('decodeText does not care where chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      async (text, size) => {
        const prefix = 'Texte en français : é è à ç, longueur suffisante pour être reconnu. ';
        const bytes = Buffer.from(prefix + text);
        const head = Buffer.byteLength(prefix);
        assert.equal((await inChunks(bytes, head + size)).length, decode(decodeWhole(bytes)).length);
      },
    ),
  );
});

test('encode and decode agree on everything that Windows-1252 holds', () => {
  const all = decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  assert.deepEqual(
    [...encode(all)],
    Array.from({ length: 256 }, (_, i) => i),
  );
});

test('decodeToStrings gives what decodeText gives, however the bytes are cut, and keeps what Windows-1252 has not', async () => {
  async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size)
      yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  const strings = async (bytes: Uint8Array, size: number): Promise<string> =>
    (await Array.fromAsync(decodeToStrings(pieces(bytes, size), 'utf-8'))).join('');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('Née', ' ', '\r', '\n', '\r\n', '€', 'œ', 'x')),
      fc.integer({ min: 1, max: 9 }),
      async (words, size) => {
        const text = words.join('');
        assert.equal(await strings(Buffer.from(text), size), text.replace(/\r\n?/g, '\n'));
      },
    ),
  );
  assert.equal(await strings(Buffer.from('Łódź \u{1f600}'), 1), 'Łódź \u{1f600}');
  assert.equal(await strings(Buffer.from('Née à Évry', 'latin1'), 64), 'Née à Évry');
  assert.equal(await strings(Buffer.from([0x4e, 0xe9, 0x65, 0xe9]), 64), 'Née');
});
