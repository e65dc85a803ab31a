import { invitedRoleSchema } from '@constat/contract/role.ts';
import { IDLE_MS } from '../people/sessions.ts';
import { escape } from '../exposure/htmlPage.ts';
import { fill, type Words } from '../languages/words.ts';

/** The pages on which people log in and decide in twos: frames without data; the script fills them in. */
export type PageName = 'log-in' | 'provider' | 'invitation' | 'envelope' | 'home' | 'account';

/** One page as HTML. `provider`: where people may log in besides, if anywhere. All texts stand in it; the script holds none. */
export function deskPage(name: PageName, words: Words, provider: string | null): string {
  const { desk } = words;
  const { problems, roles, alerts, actions, home, account, enrol, skip, needsScript } = desk;
  const forScript = JSON.stringify({
    problems,
    roles,
    alerts,
    actions,
    home,
    account,
    enrol,
    categories: words.categories,
    factors: words.audit.factors,
  });
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(TITLES[name](words))} · Constat</title>
<link rel="stylesheet" href="/assets/desk.css">
<script type="module" src="/assets/desk.js"></script>
</head>
<body data-page="${name}" data-idle="${IDLE_MS}" data-provider="${provider === null ? '' : 'yes'}" data-words="${escape(forScript)}">
<a class="skip" href="#main">${escape(skip)}</a>
<header><strong>Constat</strong></header>
<main id="main">
<noscript><p class="said wrong">${escape(needsScript)}</p></noscript>
${BODIES[name](words, provider)}
<p id="said" class="said" role="status" tabindex="-1"></p>
</main>
</body>
</html>
`;
}

const TITLES: Readonly<Record<PageName, (words: Words) => string>> = {
  'log-in': ({ desk }) => desk.logIn.title,
  'provider': ({ desk }) => desk.logIn.title,
  'invitation': ({ desk }) => desk.enrol.title,
  'envelope': ({ desk }) => desk.envelope.title,
  'home': ({ desk }) => desk.home.title,
  'account': ({ desk }) => desk.account.title,
};

const BODIES: Readonly<Record<PageName, (words: Words, provider: string | null) => string>> = {
  'log-in': (words, provider) =>
    `${logInSection(words, provider)}${codeSection(words)}${codesSection(words)}`,
  'provider': (words) => `${returnSection(words)}${codeSection(words)}`,
  'invitation': (words) => `${enrolSection(words)}${codesSection(words)}`,
  'envelope': envelopeSection,
  'home': homeSections,
  'account': accountSections,
};

/** What stands there while the log-in at the provider comes to its end. */
function returnSection({ desk: { logIn } }: Words): string {
  return `<section id="stage-return"><h1>${escape(logIn.title)}</h1><p>${escape(logIn.returning)}</p><p><a href="/log-in">${escape(logIn.again)}</a></p></section>`;
}

function logInSection({ desk: { logIn, envelope } }: Words, provider: string | null): string {
  const elsewhere =
    provider === null
      ? ''
      : `<form id="provider"><button class="second">${escape(fill(logIn.provider, provider))}</button></form>`;
  return `<section id="stage-log-in"><h1>${escape(logIn.title)}</h1><p>${escape(logIn.lead)}</p>
<form id="log-in"><button autofocus>${escape(logIn.button)}</button></form>${elsewhere}
<p class="quiet">${escape(logIn.lost)}</p><p><a href="/envelope">${escape(envelope.link)}</a></p></section>`;
}

/** A field with its label, and help that is read with it. */
function field(id: string, label: string, attributes: string, help = ''): string {
  const described = help === '' ? '' : ` aria-describedby="${id}-help"`;
  const hint = help === '' ? '' : `<p class="quiet" id="${id}-help">${escape(help)}</p>`;
  return `<label for="${id}">${escape(label)}</label><input id="${id}" required${described} ${attributes}>${hint}`;
}

const CODE_ATTRIBUTES =
  'class="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,8}" maxlength="8"';

function codeSection({ desk: { code } }: Words): string {
  return `<section id="stage-totp" hidden><h1>${escape(code.title)}</h1><p>${escape(code.lead)}</p>
<form id="code">${field('code-field', code.label, CODE_ATTRIBUTES)}<div><button>${escape(code.button)}</button></div></form></section>`;
}

function enrolSection({ desk: { enrol } }: Words): string {
  return `<section id="stage-name"><h1>${escape(enrol.title)}</h1><p>${escape(enrol.lead)}</p>
<form id="enrol">${field('name', enrol.name, 'name="name" autocomplete="name" minlength="2" maxlength="100" autofocus', enrol.nameHelp)}
<button>${escape(enrol.button)}</button></form></section>`;
}

function codesSection({ desk: { enrol, code } }: Words): string {
  return `<section id="stage-enrol" hidden><h1>${escape(enrol.codesTitle)}</h1><p>${escape(enrol.codesLead)}</p>
<img id="qr" class="qr" alt="${escape(enrol.qr)}"><p>${escape(enrol.secret)}</p><code id="secret" class="secret"></code>
<form id="enrol-code">${field('enrol-code-field', code.label, CODE_ATTRIBUTES)}<div><button>${escape(enrol.codeButton)}</button></div></form></section>`;
}

function envelopeSection({ desk: { envelope } }: Words): string {
  return `<section><h1>${escape(envelope.title)}</h1><p>${escape(envelope.lead)}</p>
<form id="envelope">${field('envelope-field', envelope.code, 'name="code" autocomplete="off" spellcheck="false" minlength="20" maxlength="64" autofocus')}
${field('envelope-name', envelope.name, 'name="name" autocomplete="name" minlength="2" maxlength="100"')}
${field('envelope-reason', envelope.reason, 'name="reason" minlength="10" maxlength="500"', envelope.reasonHelp)}
<button>${escape(envelope.button)}</button></form><p><a href="/log-in">${escape(envelope.back)}</a></p></section>`;
}

function logOutButton({ desk: { home } }: Words): string {
  return `<button id="log-out" class="second" type="button">${escape(home.logOut)}</button>`;
}

function homeSections(words: Words): string {
  const { desk } = words;
  const { home, roles } = desk;
  const choices = invitedRoleSchema.options
    .map((role) => `<option value="${role}">${escape(roles[role])}</option>`)
    .join('');
  return `<h1>${escape(home.title)}</h1>
<p><span class="quiet">${escape(home.loggedInAs)}</span> <strong id="who"></strong></p><p class="quiet" id="ends"></p>
<p id="account-link" hidden><a href="/account">${escape(home.accountLink)}</a></p>
${logOutButton(words)}
<section><h2>${escape(home.alertsTitle)}</h2><ul id="alerts"></ul></section>
<section id="administrator" hidden>
<h2>${escape(home.inviteTitle)}</h2>
<form id="invite"><label for="role">${escape(home.inviteRole)}</label><select id="role" name="role">${choices}</select>
<button>${escape(home.inviteButton)}</button></form><div id="invitation" class="said" role="status" hidden></div>
<h2>${escape(home.peopleTitle)}</h2><ul id="people"></ul>
<h2>${escape(home.allSessionsTitle)}</h2><p>${escape(home.allSessionsLead)}</p>
<form id="end-all-sessions"><button class="second">${escape(home.allSessionsButton)}</button></form>
<h2>${escape(home.envelopeTitle)}</h2><p>${escape(home.envelopeLead)}</p>
<form id="make-envelope"><button class="second">${escape(home.envelopeButton)}</button></form>
<div id="envelope-code" class="said" role="status" hidden></div>
</section>
<section id="officer" hidden>
<h2>${escape(home.exportTitle)}</h2><p>${escape(home.exportLead)}</p>
<form id="export"><button>${escape(home.exportButton)}</button></form>
<h2>${escape(home.approvalsTitle)}</h2><ul id="approvals"></ul>
<div id="approval" hidden></div>
</section>`;
}

function accountSections(words: Words): string {
  const { account } = words.desk;
  return `<h1>${escape(account.title)}</h1><p><a href="/home">${escape(account.back)}</a></p>
${logOutButton(words)}
<section><h2>${escape(account.passkeysTitle)}</h2><p>${escape(account.passkeysLead)}</p><ul id="passkeys"></ul>
<form id="add-passkey">${field('passkey-name', account.name, 'name="name" autocomplete="off" maxlength="60"', account.nameHelp)}
<button>${escape(account.addButton)}</button></form></section>
<section><h2>${escape(account.sessionsTitle)}</h2><ul id="sessions"></ul>
<form id="end-other-sessions"><button class="second">${escape(account.endOthersButton)}</button></form></section>`;
}
