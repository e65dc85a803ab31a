import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintMail, type MailContents } from './lintMail.ts';

const SITE = 'ch-henri-dunant.example';
const GOOD: MailContents = {
  to: 'personne@boite.example',
  subject: 'Information importante du centre hospitalier',
  text: 'Bonjour,\n\nTapez vous-même www.ch-henri-dunant.example dans votre navigateur, ou https://info.ch-henri-dunant.example/violation.\nAdresse : dpo@ch-henri-dunant.example. Téléphone : 01 99 00 00 00.',
  html: '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Information</title></head><body><p style="font-size:1.2em">Bonjour, <a href="https://www.ch-henri-dunant.example/violation">notre site</a>, <a href="tel:+33199000000">téléphone</a>, <a href="mailto:dpo@ch-henri-dunant.example">courriel</a></p><table><tr><td>NIR</td></tr></table></body></html>',
};

test('lintMail lets a simple mail pass', () => {
  assert.deepEqual(lintMail(GOOD, SITE), []);
});

test('lintMail refuses other recipients than one address', () => {
  for (const to of [
    '',
    'a@b.example, c@d.example',
    'a@b.example\nBcc: c@d.example',
    'Nom <a@b.example>',
    'a@b.example;c@d.example',
  ])
    assert.notDeepEqual(lintMail({ ...GOOD, to }, SITE), [], to);
});

test('lintMail refuses subjects that are empty, long, in several lines or not filled in', () => {
  for (const subject of [
    '',
    ' ',
    'x'.repeat(151),
    'a\r\nBcc: b@c.example',
    'Bonjour {{nom}}',
    'Bonjour undefined',
  ])
    assert.notDeepEqual(lintMail({ ...GOOD, subject }, SITE), [], subject);
});

test('lintMail refuses links that lead elsewhere, in text and in HTML', () => {
  for (const link of [
    'https://ailleurs.example/',
    'http://ch-henri-dunant.example.ailleurs.example',
    'https://notch-henri-dunant.example',
    'www.ailleurs.example',
    'https://ch-henri-dunant.example@ailleurs.example/',
    'https://ch-henri-dunant.example/?id=123',
    'javascript://ch-henri-dunant.example/%0aalert(1)',
    'ftp://ch-henri-dunant.example/x',
    'https://ch-henri-dunant.example:8443/',
  ]) {
    // prettier-ignore
    assert.notDeepEqual(lintMail({ ...GOOD, text: `Voir ${link} .` }, SITE), [], link);
    assert.notDeepEqual(lintMail({ ...GOOD, html: `<a href="${link}">ici</a>` }, SITE), [], link);
  }
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@ailleurs.example',
    'mailto:a@ch-henri-dunant.example?bcc=b@ailleurs.example',
    '//ailleurs.example',
    '/x',
    'cid:1',
  ])
    assert.notDeepEqual(lintMail({ ...GOOD, html: `<a href="${href}">ici</a>` }, SITE), [], href);
});

test('lintMail refuses whatever fetches, runs, asks or attaches', () => {
  for (const html of [
    '<img src="https://ch-henri-dunant.example/x.png">',
    '<IMG SRC=x>',
    '<script>x</script>',
    '<form action="https://ch-henri-dunant.example"><input name="a"></form>',
    '<button>x</button>',
    '<iframe src="x"></iframe>',
    '<link rel="stylesheet" href="x">',
    '<style>@import "x"</style>',
    '<p style="background:url(x)">a</p>',
    '<p style="background:\\75rl(x)">a</p>',
    '<body background="x">a</body>',
    '<p onclick="x">a</p>',
    '<svg><image href="x"/></svg>',
    '<object data="x"></object>',
    '<video src="x"></video>',
    '<meta http-equiv="refresh" content="0;url=x">',
    '<base href="x">',
    '<a ping="x" href="https://ch-henri-dunant.example">a</a>',
    '<!--[if mso]><img src="x"><![endif]-->a',
    '<p>{{nom}}</p>',
    '<p>Bonjour undefined</p>',
  ])
    // prettier-ignore
    assert.notDeepEqual(lintMail({ ...GOOD, html }, SITE), [], html);
});

test('lintMail takes hostile texts in a moment', () => {
  for (const piece of ['@', 'www.', 'https://', 'a@a.', '<a href="', '<', 'tel:', '&'])
    for (const html of [piece.repeat(100_000 / piece.length), `<p>${piece.repeat(90_000 / piece.length)}`]) {
      const begin = performance.now();
      lintMail({ ...GOOD, text: piece.repeat(90_000 / piece.length), html }, SITE);
      assert.ok(performance.now() - begin < 5_000, piece);
    }
});
