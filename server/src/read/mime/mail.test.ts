import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mailFile } from '../../demo/fileWriters.ts';
import { decode } from '../../text/windows1252.ts';
import type { Source } from '../format.ts';
import { eml } from '../formats/eml.ts';
import { mbox } from '../formats/mbox.ts';
import { readForTest, type ReadForTest } from '../readForTest.ts';
import { memorySource } from '../source.ts';
import { decodedText, structuredHeader } from './mimeHeaders.ts';
import { SourceScanner } from './sourceScanner.ts';
import { decodeTransfer, type TransferEncoding } from './transferDecoding.ts';
import { takeUuBlocks } from './uuBlocks.ts';
import { mailDate } from './writeMail.ts';

/** Bytes that are only had by reading, so many at a time. */
function piecemeal(bytes: Uint8Array, most: number): Source {
  return {
    ...memorySource(bytes, ''),
    whole: null,
    readAt: (offset, length) => Promise.resolve(bytes.slice(offset, offset + Math.min(length, most))),
  };
}

async function mail(...lines: (string | Buffer)[]): Promise<ReadForTest> {
  const bytes = lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')]);
  return await readForTest(eml, memorySource(Buffer.concat(bytes), 'a.eml'));
}

async function decodeAll(encoded: Buffer, encoding: TransferEncoding, most: number): Promise<Buffer> {
  const chunks = decodeTransfer(piecemeal(encoded, most), 0, encoded.length, encoding);
  return Buffer.concat(await Array.fromAsync(chunks, (chunk) => chunk.slice()));
}

const HEAD = [
  'From: "DUPONT, Anne" <anne@hopital.example>',
  'Subject: =?iso-8859-1?Q?r=E9sultats?=',
  'MIME-Version: 1.0',
];

test('decodeTransfer: base64 gives back what was encoded, whatever the pieces in which it is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, most) => {
        const encoded = Buffer.from(bytes)
          .toString('base64')
          .replace(/(.{20})/g, '$1\r\n');
        assert.deepEqual(await decodeAll(Buffer.from(encoded), 'base64', most), Buffer.from(bytes));
      },
    ),
  );
});

test('decodeTransfer: quoted-printable gives back what was encoded, with soft line ends and signs that are none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, most) => {
        const encoded = [...bytes]
          .map(
            (byte, i) =>
              `=${byte.toString(16).toUpperCase().padStart(2, '0')}${i % 9 === 8 ? '=  \r\n' : ''}`,
          )
          .join('');
        assert.deepEqual(await decodeAll(Buffer.from(encoded), 'quoted-printable', most), Buffer.from(bytes));
      },
    ),
  );
  assert.equal(
    (await decodeAll(Buffer.from('50 = 5=ZZ=E9  \r\nfin'), 'quoted-printable', 9)).toString('latin1'),
    '50 = 5=ZZé\r\nfin',
  );
});

test('SourceScanner: finds a pattern across the windows in which a source is read', async () => {
  const bytes = Buffer.alloc((2 << 20) + 5_000, 0x2e);
  const places = [5, (1 << 20) - 3, (1 << 20) + 590, (2 << 20) - 1, bytes.length - 4];
  for (const place of places) bytes.write('\n--x', place);
  const source = { ...memorySource(bytes, ''), whole: null };
  const scanner = new SourceScanner(source);
  const found: number[] = [];
  for (
    let at = await scanner.indexOf(Buffer.from('\n--'), 0);
    at >= 0;
    at = await scanner.indexOf(Buffer.from('\n--'), at + 1)
  )
    found.push(at);
  assert.deepEqual(found, places);
  const last = await new SourceScanner(source).indexOf(
    Buffer.from('\n--'),
    0,
    (around, at) => around.length === at + 4,
  );
  assert.equal(last, bytes.length - 4);
});

test('structuredHeader: file names in sections, in other charsets and in encoded words come out', () => {
  const name = (value: string): string | undefined => structuredHeader(value).parameters.get('filename');
  assert.equal(name("attachment; filename*0*=UTF-8''r%C3%A9; filename*1=sultats.pdf"), 'résultats.pdf');
  assert.equal(name('attachment; filename="=?utf-8?Q?r=C3=A9sum=C3=A9.doc?="'), 'résumé.doc');
  assert.equal(name("attachment; filename*=iso-8859-1'fr'c%E9.txt"), 'cé.txt');
  assert.equal(name('attachment; filename=sans guillemets.txt; size=3'), 'sans guillemets.txt');
});

test('mailDate: DD/MM/YYYY as the clock of the sender said', () => {
  assert.equal(mailDate('Tue, 1 Mar 2016 23:30:00 -0500'), '01/03/2016');
  assert.equal(mailDate('01-Feb-98 10:00'), '01/02/1998');
  assert.equal(mailDate('hier'), 'hier');
});

test('eml: a charset that is missing, wrong or unknown does not cost a letter', async () => {
  for (const [label, bytes] of [
    ['text/plain', Buffer.from('née à Orléans', 'latin1')],
    ['text/plain', Buffer.from('née à Orléans')],
    ['text/plain; charset=utf-8', Buffer.from('née à Orléans', 'latin1')],
    ['text/plain; charset=iso-8859-1', Buffer.from('née à Orléans')],
    ['text/plain; charset=us-ascii', Buffer.from('née à Orléans', 'latin1')],
    ['text/plain; charset=windows-1252', Buffer.from('n\u00e9e \u00e0 Orl\u00e9ans', 'latin1')],
    ['text/plain; charset=inconnu-7', Buffer.from('née à Orléans')],
    ['text/plain; charset=utf-16le', Buffer.from('née à Orléans', 'utf16le')],
    ['text/plain; charset=cp850', Buffer.from('n\u0082e \u0085 Orl\u0082ans', 'latin1')],
  ] as const) {
    const { text } = await mail(...HEAD, `Content-Type: ${label}`, '', bytes);
    assert.match(
      text,
      /De : DUPONT, Anne <anne@hopital\.example>\nObjet : résultats\n\nnée à Orléans/,
      label,
    );
  }
});

test('eml: a dash of Windows is no letter of DOS where the text says what it is', async () => {
  const bytes = Buffer.from('Jeanne\u0097suivie\u0097ici', 'latin1');
  const { text } = await mail(...HEAD, 'Content-Type: text/plain; charset=iso-8859-1', '', bytes);
  assert.match(text, /Jeanne—suivie—ici/);
});

test('eml: of two versions of a text the second is written where it says more', async () => {
  const twice = async (html: string): Promise<readonly string[]> =>
    (
      await mail(
        ...HEAD,
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        '',
        'Votre logiciel ne lit pas le HTML.',
        '--b',
        'Content-Type: text/html',
        '',
        html,
        '--b--',
      )
    ).parts;
  assert.deepEqual(await twice('<p>Patiente : EXEMPLE Jeanne</p>'), ['', 'html']);
  assert.deepEqual(await twice('<p>Votre logiciel <b>ne lit pas</b> le HTML.</p>'), ['']);
});

/** CMS in DER: a ContentInfo of the given type around a body. */
function cms(type: string, body: Buffer): Buffer {
  return element(0x30, Buffer.from(`06092a864886f70d0107${type}`, 'hex'), element(0xa0, body));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, 0x82, body.length >> 8, body.length & 0xff), body]);
}

async function smime(content: Buffer): Promise<ReadForTest> {
  return await mail(
    ...HEAD,
    'Content-Type: application/pkcs7-mime; smime-type=any; name=smime.p7m',
    'Content-Transfer-Encoding: base64',
    '',
    content.toString('base64'),
  );
}

test('eml: what an opaque signature signs is the text of the mail, its attachments are the mail’s', async () => {
  const inner = Buffer.from(
    'Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nPatiente EXEMPLE\r\n--i\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n--i--\r\n',
  );
  // The content in two pieces and of open length, as BER allows.
  const open = Buffer.concat([
    Buffer.of(0x24, 0x80),
    element(0x04, inner.subarray(0, 30)),
    element(0x04, inner.subarray(30)),
    Buffer.alloc(2),
  ]);
  for (const content of [element(0x04, inner), open]) {
    const data = element(0x30, Buffer.from('06092a864886f70d010701', 'hex'), element(0xa0, content));
    const signed = element(0x30, Buffer.of(2, 1, 1), element(0x31), data, element(0x31));
    const found = await smime(cms('02', signed));
    assert.match(found.text, /Patiente EXEMPLE/);
    assert.deepEqual(
      found.members.map(({ displayName }) => displayName),
      ['a.txt'],
    );
    assert.deepEqual(found.fates, ['', '']);
  }
});

test('eml: a signed document on a mail is a member, and no text of the mail', async () => {
  const document = element(0x04, Buffer.from('%PDF-1.4 document'));
  const data = element(0x30, Buffer.from('06092a864886f70d010701', 'hex'), element(0xa0, document));
  const signed = cms('02', element(0x30, Buffer.of(2, 1, 1), element(0x31), data, element(0x31)));
  const found = await mail(
    ...HEAD,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'ci-joint',
    '--b',
    'Content-Type: application/octet-stream; name=ordonnance.pdf.p7m',
    'Content-Transfer-Encoding: base64',
    '',
    signed.toString('base64'),
    '--b--',
  );
  assert.deepEqual(
    found.members.map(({ displayName }) => displayName),
    ['ordonnance.pdf.p7m'],
  );
  assert.ok(!found.text.includes('%PDF'));
});

test('eml: an encrypted mail has that fate, its headers are read', async () => {
  const enveloped = await smime(cms('03', element(0x30, Buffer.of(2, 1, 0))));
  const pgp = await mail(...HEAD, '', '-----BEGIN PGP MESSAGE-----', 'hQEM', '-----END PGP MESSAGE-----');
  const pgpMime = await mail(
    ...HEAD,
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    '',
    '--b',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '--b',
    'Content-Type: application/octet-stream',
    '',
    '-----BEGIN PGP MESSAGE-----',
    '--b--',
  );
  for (const found of [enveloped, pgp, pgpMime]) {
    assert.match(found.text, /Objet : résultats/);
    assert.equal(found.fates[0], 'encrypted password_needed');
  }
});

test('eml: multiparts inside multiparts without end are read in part, and what stands before is kept', async () => {
  const nested = Array.from({ length: 500 }, (_, i) => [
    `Content-Type: multipart/mixed; boundary=b${i}`,
    '',
    `texte ${i} avant`,
    `--b${i}`,
  ]).flat();
  const found = await mail(...HEAD, ...nested, '', 'fin');
  assert.match(found.text, /texte 0 avant[^]*texte 49 avant[^]*fin/);
  assert.equal(found.fates[0], 'read_in_part depth_limit');
});

test('eml: headers without end keep the text behind them', async () => {
  const found = await mail(
    ...HEAD,
    `X-Long: ${'a'.repeat(2 << 20)}`,
    ...Array.from({ length: 40_000 }, () => ' pli'),
    '',
    'le texte',
  );
  assert.match(found.text, /le texte/);
  assert.equal(found.fates[0], 'read_in_part output_limit');
});

test('eml: files that stand uuencoded in the text are members', async () => {
  const block = 'begin 644 note.txt\n-4&%T:65N=&4@3V0@,0  \n`\nend\n';
  assert.deepEqual(takeUuBlocks(`avant\n${block}après\n`).text, 'avant\n\naprès\n');
  const found = await mail(...HEAD, '', 'avant', block.replaceAll('\n', '\r\n'), 'après');
  assert.deepEqual(
    found.members.map(({ displayName }) => displayName),
    ['note.txt'],
  );
  assert.match(decode(found.members[0]!.source!.whole!), /^Patiente/);
});

test('mbox: every message comes back, in all ways to write a mailbox', async () => {
  const body = fc.stringMatching(/^(?:[a-z ]{0,12}\n){0,4}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.array(body, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('plain', 'length', 'mmdf', 'crlf'),
      async (bodies, kind) => {
        const messages = bodies.map((text) => `From: a@b.example\nSubject: x\n\nFrom ici.\n${text}`);
        const found = await readForTest(mbox, memorySource(mailbox(messages, kind), 'a'));
        const texts = found.members.map(({ source }) =>
          Buffer.from(source!.whole!)
            .toString()
            .replaceAll('\r\n', '\n')
            .replace(/Content-Length: .*\n/, '')
            .trimEnd(),
        );
        assert.deepEqual(
          texts,
          messages.map((message) => message.trimEnd()),
        );
      },
    ),
  );
});

function mailbox(messages: readonly string[], kind: string): Buffer {
  const line = 'From a Tue Mar  1 09:00:00 2016\n';
  const parts = messages.map((message) => {
    if (kind === 'mmdf') return `\u0001\u0001\u0001\u0001\n${message}\n\u0001\u0001\u0001\u0001\n`;
    if (kind !== 'length') return `${line}${message.replace(/^(>*From )/gm, '>$1')}\n\n`;
    const cut = message.indexOf('\n\n');
    return `${line}${message.slice(0, cut)}\nContent-Length: ${message.length - cut - 2}${message.slice(cut)}\n`;
  });
  const text = parts.join('');
  return Buffer.from(kind === 'crlf' ? text.replaceAll('\n', '\r\n') : text);
}

test('mbox: members that nobody wants are not opened', async () => {
  const one = mailFile({
    from: 'a@b.example',
    to: 'c@d.example',
    subject: 'x',
    date: 'Tue, 01 Mar 2016 09:00:00 +0100',
    lines: ['y'],
    attachments: [],
  });
  const box = Buffer.concat(
    Array.from({ length: 5 }, () =>
      Buffer.concat([Buffer.from('From a Tue Mar  1 09:00:00 2016\n'), one, Buffer.from('\n')]),
    ),
  );
  const members = await Array.fromAsync(
    mbox.members!(memorySource(box, 'a'), { passwords: [] }, (ordinal) => ordinal === 3),
  );
  assert.deepEqual(
    members.map(({ source }) => source !== undefined),
    [false, false, false, true, false],
  );
});

test('decodedText: words in several encodings stand together', () => {
  assert.equal(decodedText('=?utf-8?B?SmVhbm5l?= =?iso-8859-1?Q?_D=C9SIR=C9E?='), 'Jeanne DÉSIRÉE');
});
