import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode } from '../../text/windows1252.ts';
import type { Source } from '../format.ts';
import { memorySource } from '../source.ts';
import { rtf } from './rtf.ts';

const CONTEXT = { passwords: [] };

/** What is read of an RTF file, parts as lines '[name]'. */
async function read(source: Source): Promise<string> {
  let text = '';
  await rtf.read!(
    source,
    {
      segment(segment) {
        if (segment.kind === 'part') text += `[${segment.name || segment.number}]\n`;
        else if (segment.kind === 'text') text += decode(segment.bytes);
      },
    },
    CONTEXT,
  );
  return text;
}

const readText = (text: string): Promise<string> => read(memorySource(Buffer.from(text, 'latin1'), 'a.rtf'));

test('rtf: code pages of fonts, of the file and \\u with its substitutes give the same name', async () => {
  const name = "Lo\\'efc";
  assert.equal(await readText(`{\\rtf1\\ansi\\ansicpg1252 Lo\\'efc\\par}`), '[1]\nLoïc\n');
  assert.equal(
    await readText(`{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0\\fcharset0 A;}}\\f0 ${name}}`),
    '[1]\nLoïc\n',
  );
  assert.equal(await readText("{\\rtf1\\ansi\\uc2 Lo\\u239 \\'3f?c}"), '[1]\nLoïc\n');
  assert.equal(await readText("{\\rtf1\\mac Lo\\'95c}"), '[1]\nLoïc\n');
  assert.equal(await readText("{\\rtf1\\pca Lo\\'8bc}"), '[1]\nLoïc\n');
});

test('rtf: a deleted date and the one in its place stand on lines of their own', async () => {
  assert.equal(
    await readText(
      "{\\rtf1 n\\'e9e le {\\deleted 12/06/1983}{\\revised 14/07/1984}, IPP 0084512\\par suite\\par}",
    ),
    '[1]\nnée le 14/07/1984, IPP 0084512\nnée le 12/06/1983, IPP 0084512\nsuite\n',
  );
});

test('rtf: cells of a row stay on one line, whatever stands in them', async () => {
  assert.equal(
    await readText(
      "{\\rtf1 \\trowd\\pard\\intbl EXEMPLE\\par Jeanne\\cell\\cell 0084512\\cell\\row\\pard apr\\'e8s\\par}",
    ),
    '[1]\nEXEMPLE Jeanne\t\t0084512\naprès\n',
  );
});

test('rtf: pictures, styles and unknown ignorable groups hold no text; headers, comments and variables do', async () => {
  assert.equal(
    await readText(
      '{\\rtf1{\\stylesheet{\\s1 Titre;}}{\\*\\inconnu x}{\\header CH d Essai\\par}corps{\\pict\\pngblip 8950}{\\*\\docvar {IPP}{0084512}}{\\*\\atnauthor Dr ESSAI}{\\*\\annotation revoir}\\par}',
    ),
    '[headers]\nCH d Essai\n[1]\ncorps\n[variables]\nIPP : 0084512\n[comments]\nAuteur : Dr ESSAI\nrevoir\n',
  );
});

test('rtf: a file that breaks off is read as far as it goes, and says so', async () => {
  let text = '';
  const sink = {
    segment: (segment: { kind: string; bytes?: Uint8Array }) =>
      void (text += segment.bytes === undefined ? '' : decode(segment.bytes)),
  };
  await assert.rejects(
    async () => rtf.read!(memorySource(Buffer.from('{\\rtf1 EXEMPLE{\\b Jeanne'), 'a.rtf'), sink, CONTEXT),
    { fate: 'read_in_part', reason: 'truncated' },
  );
  assert.equal(text, 'EXEMPLEJeanne\n');
});

test('rtf: characters come back as they were, wherever the stream is cut', async () => {
  const unit = fc.constantFrom('a', 'é', '\\', '{', '}', 'Œ', 'ÿ', '7', '€', '-', "'");
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit, minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (text, piece) => {
        const escaped = Array.from(text)
          .map((c) => (/[\\{}]/.test(c) ? `\\${c}` : c > '~' ? `\\u${c.codePointAt(0)!} ?` : c))
          .join('');
        const bytes = Buffer.from(`{\\rtf1\\ansi ${escaped}\\par}`, 'latin1');
        const source: Source = {
          ...memorySource(bytes, 'a.rtf'),
          stream: async function* () {
            for (let at = 0; at < bytes.length; at += piece)
              yield await Promise.resolve(bytes.subarray(at, at + piece));
          },
        };
        assert.equal(await read(source), `[1]\n${text}\n`);
      },
    ),
  );
});
