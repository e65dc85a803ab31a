// The script of the log-in pages: shows and hides what the server has written, asks the authenticator, sends what is filled in.
// Texts come from the page (data-words); nothing is put into the page as markup.
const words = JSON.parse(document.body.dataset.words);
const $ = (id) => document.getElementById(id);
const fill = (text, value) => text.replace('{}', value);

class Problem extends Error {}

async function ask(path, body = {}) {
  const response = await send(path, body);
  return await response.json();
}

async function send(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Problem('offline');
  }
  if (response.ok) {
    stayAWhile();
    return response;
  }
  const { problem } = await response.json().catch(() => ({ problem: 'failed' }));
  throw new Problem(problem);
}

function say(text, isWrong = false) {
  const said = $('said');
  said.textContent = text;
  said.classList.toggle('wrong', isWrong);
  if (isWrong) said.focus();
}

/** Runs what a button or a form does: once at a time, and every failure is said in words. */
async function run(button, work) {
  button.disabled = true;
  say('');
  try {
    await work();
  } catch (error) {
    if (
      error instanceof Problem &&
      error.message === 'not_logged_in' &&
      ['home', 'account'].includes(document.body.dataset.page)
    )
      location.assign('/log-in');
    else say(words.problems[error instanceof Problem ? error.message : 'failed'], true);
  } finally {
    button.disabled = false;
  }
}

function onSubmit(id, work) {
  const form = $(id);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(form.querySelector('button'), () => work(new FormData(form)));
  });
}

async function authenticator(work) {
  if (!('PublicKeyCredential' in window) || !PublicKeyCredential.parseRequestOptionsFromJSON)
    throw new Problem('no_passkeys');
  try {
    return (await work()).toJSON();
  } catch {
    throw new Problem('cancelled');
  }
}

const makePasskey = (options) =>
  authenticator(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
const showPasskey = (options) =>
  authenticator(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );

/** What follows a passkey: home, a code, or setting up codes. */
function proceed({ stage, enrolment }) {
  if (stage === 'open') return location.assign('/home');
  for (const section of document.querySelectorAll('section'))
    section.hidden = section.id !== `stage-${stage}`;
  if (enrolment !== null) {
    $('qr').src = enrolment.qr;
    $('secret').textContent = enrolment.secret;
  }
  $(`stage-${stage}`).querySelector('input').focus();
}

const code = (data) => ({ code: String(data.get('code')).replace(/\s/g, '') });

const pages = {
  'log-in'() {
    onSubmit('log-in', async () => {
      const credential = await showPasskey(await ask('/api/log-in/options'));
      proceed(await ask('/api/log-in/passkey', { credential }));
    });
    if (document.body.dataset.provider !== '')
      onSubmit('provider', async () => location.assign((await ask('/api/log-in/provider')).location));
    onSubmit('code', async (data) => proceed(await ask('/api/log-in/code', code(data))));
    onSubmit('enrol-code', async (data) => proceed(await ask('/api/invitation/code', code(data))));
  },
  'provider'() {
    // The answer reaches the server in a request of this page: a cookie that is bound to the host does not come along from another site.
    const brought = new URLSearchParams(location.search);
    history.replaceState(null, '', location.pathname);
    onSubmit('code', async (data) => proceed(await ask('/api/log-in/code', code(data))));
    void run(document.createElement('button'), async () => {
      const answer = Object.fromEntries(
        [...brought].filter(([name]) => ['code', 'state', 'iss'].includes(name)),
      );
      if (answer.code === undefined) throw new Problem('cancelled');
      proceed(await ask('/api/log-in/provider/answer', answer));
    });
  },
  'invitation'() {
    // The invitation stands behind '#': it reaches no log and no other server. It does not stay in the address.
    const invitation = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    if (invitation === '') say(words.enrol.noCode, true);
    onSubmit('enrol', async (data) => {
      const request = { invitation, name: String(data.get('name')).trim() };
      const credential = await makePasskey(await ask('/api/invitation/options', request));
      proceed(await ask('/api/invitation/passkey', { ...request, credential }));
    });
    onSubmit('enrol-code', async (data) => proceed(await ask('/api/invitation/code', code(data))));
  },
  'envelope'() {
    onSubmit('envelope', async (data) => {
      const field = (name) => String(data.get(name)).trim();
      proceed(
        await ask('/api/envelope', { code: field('code'), name: field('name'), reason: field('reason') }),
      );
    });
  },
  'home'() {
    leaveInTime();
    void run($('log-out'), showHome);
  },
  'account'() {
    leaveInTime();
    onSubmit('add-passkey', async (data) => {
      const options = await steppedUp(() => ask('/api/account/passkeys/options'));
      const credential = await makePasskey(options);
      const name = String(data.get('name')).trim();
      await steppedUp(() => ask('/api/account/passkeys/add', { name, credential }));
      $('add-passkey').reset();
      await showPasskeys();
      say(words.account.added);
    });
    onSubmit('end-other-sessions', () => endSession(null));
    void run(document.createElement('button'), async () => {
      await showPasskeys();
      await showSessions();
    });
  },
};

/** Leaves at log-out, and once the session has ended without activity: nothing stays on a screen that nobody watches. */
function leaveInTime() {
  $('log-out').onclick = (event) =>
    run(event.currentTarget, async () => {
      await ask('/api/log-out');
      leave();
    });
  stayAWhile();
}

let leaving = 0;

/** Each answer of the server is activity. */
function stayAWhile() {
  if ($('log-out') === null) return;
  clearTimeout(leaving);
  leaving = setTimeout(leave, Number(document.body.dataset.idle));
}

function leave() {
  $('main').replaceChildren();
  location.assign('/log-in');
}

let here = '';

async function showHome() {
  const session = await ask('/api/session');
  here = `/api/cases/${session.case.id}`;
  const { role, name } = session.person;
  $('who').textContent = `${name} · ${words.roles[role]}`;
  $('ends').textContent = fill(words.home.ends, time(session.ends));
  $('account-link').hidden = role === 'break_glass';
  await showAlerts();
  if (role === 'administrator') await showAdministrator();
  if (role === 'officer') await showOfficer();
}

const time = (iso) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(
    new Date(iso),
  );
const moment = (iso) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(iso),
  );

async function showAlerts() {
  const { alerts } = await ask(`${here}/alerts/list`);
  list(
    'alerts',
    alerts
      .slice(0, 10)
      .map(({ at, person, kind, reason }) => [
        `${moment(at)} · ${person} ${words.alerts[kind]}${reason === '' ? '' : ` : ${reason}`}`,
      ]),
    words.home.noAlerts,
  );
}

async function showPasskeys() {
  const { passkeys } = await ask('/api/account/passkeys/list');
  const w = words.account;
  list(
    'passkeys',
    passkeys.map(({ id, name, made, used, verifiesOwner, canBeCopied }) => [
      element('p', 'name', name ?? w.first),
      element(
        'p',
        'quiet',
        [
          fill(w.made, moment(made)),
          used === null ? w.unused : fill(w.used, moment(used)),
          ...(verifiesOwner ? [w.verifies] : []),
          ...(canBeCopied ? [w.copied] : []),
        ].join(' · '),
      ),
      ...(passkeys.length === 1
        ? []
        : [
            button(w.removeButton, async () => {
              await steppedUp(() => ask('/api/account/passkeys/remove', { passkey: id }));
              await showPasskeys();
              await showSessions();
              say(w.removed);
            }),
          ]),
    ]),
    '',
  );
}

async function showSessions() {
  const { sessions } = await ask('/api/account/sessions/list');
  const w = words.account;
  list(
    'sessions',
    sessions.map(({ id, begun, seen, factors, from, isThis }) => [
      [
        fill(w.begun, moment(begun)),
        fill(w.seen, time(seen)),
        ...(from === '' ? [] : [fill(w.from, from)]),
        ...factors.map((factor) => words.factors[factor]),
        ...(isThis ? [w.isThis] : []),
      ].join(' · '),
      ...(isThis ? [] : [button(w.endButton, () => endSession(id))]),
    ]),
    '',
  );
  $('end-other-sessions').hidden = sessions.length < 2;
}

/** Ends one of one's own sessions; null: all but this one. */
async function endSession(session) {
  await steppedUp(() => ask('/api/account/sessions/end', { session }));
  await showSessions();
  say(words.account.ended);
}

/** Does what needs the passkey shown again: asks for it where the server does, then goes on. */
async function steppedUp(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.message !== 'step_up_needed') throw error;
    say(words.home.stepUp);
    const credential = await showPasskey(await ask('/api/step-up/options'));
    await ask('/api/step-up/passkey', { credential });
    say('');
    return await work();
  }
}

async function showAdministrator() {
  $('administrator').hidden = false;
  onSubmit('invite', async (data) => {
    const { secret } = await steppedUp(() => ask(`${here}/people/invite`, { role: data.get('role') }));
    show('invitation', words.home.inviteDone, `${location.origin}/invitation#${secret}`);
  });
  onSubmit('make-envelope', async () => {
    const { secret } = await steppedUp(() => ask(`${here}/people/envelope`));
    show('envelope-code', words.home.envelopeDone, secret);
  });
  onSubmit('end-all-sessions', async () => {
    await steppedUp(() => ask(`${here}/people/sessions/end`, { person: null }));
    say(words.home.allSessionsDone);
  });
  await showPeople();
}

function show(id, text, secret) {
  const place = $(id);
  place.replaceChildren(paragraph(text), element('code', 'secret', secret));
  place.hidden = false;
}

async function showPeople() {
  const { people } = await ask(`${here}/people/list`);
  list(
    'people',
    people.map(({ id, name, role, ended, linked }) => [
      [
        name,
        words.roles[role],
        ...(ended === null ? [] : [words.home.ended]),
        ...(linked ? [words.home.linked] : []),
      ].join(' · '),
      ...(ended === null && role !== 'break_glass' && document.body.dataset.provider !== ''
        ? [linkForm(id, name, linked)]
        : []),
      ...(ended === null
        ? [
            button(words.home.sessionsButton, async () => {
              await steppedUp(() => ask(`${here}/people/sessions/end`, { person: id }));
              say(fill(words.home.sessionsDone, name));
            }),
          ]
        : []),
      ...(ended === null && role !== 'break_glass'
        ? [
            button(words.home.endButton, async () => {
              await steppedUp(() => ask(`${here}/people/end`, { person: id }));
              await showPeople();
            }),
          ]
        : []),
    ]),
    '',
  );
}

/** Links an account to whom the identity provider knows, or ends the link. */
function linkForm(person, name, linked) {
  const form = document.createElement('form');
  const link = (subject) => async () => {
    await steppedUp(() => ask(`${here}/people/link`, { person, subject }));
    await showPeople();
  };
  if (linked) {
    form.append(button(words.home.unlinkButton, link('')));
    return form;
  }
  const input = element('input', '', '');
  Object.assign(input, { id: `subject-${person}`, required: true, maxLength: 255, autocomplete: 'off' });
  const label = element('label', '', fill(words.home.subject, name));
  label.htmlFor = input.id;
  const send = element('button', 'second', words.home.linkButton);
  form.append(label, input, send);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(send, link(input.value.trim()));
  });
  return form;
}

async function showOfficer() {
  $('officer').hidden = false;
  onSubmit('export', async () => {
    await steppedUp(() => ask(`${here}/exports/request`));
    await showApprovals();
  });
  await showApprovals();
}

async function showApprovals() {
  const { approvals } = await ask(`${here}/approvals/list`);
  const { person } = await ask('/api/session');
  list(
    'approvals',
    approvals.map((approval) => approvalLine(approval, person)),
    words.home.noApprovals,
  );
}

function approvalLine({ id, action, requestedBy, requested, approvedBy, done }, person) {
  const w = words.home;
  const said = [
    words.actions[action],
    moment(requested),
    fill(w.asked, requestedBy),
    ...(approvedBy === null ? [] : [fill(w.approved, approvedBy)]),
    ...(done === null ? [] : [w.done]),
  ].join(' · ');
  const isMine = requestedBy === person.name;
  if (done === null && approvedBy === null && !isMine)
    return [said, button(w.viewButton, () => showApproval(id))];
  if (action === 'export' && done === null && approvedBy !== null && isMine)
    return [said, button(w.takeButton, () => decide(() => take(id)))];
  return [said];
}

async function decide(work) {
  await steppedUp(work);
  await showApprovals();
}

/** What is asked for beside what stands; whoever approves names the hash of what he was shown. */
async function showApproval(approval) {
  const w = words.home;
  const { sha256, values, persons, file, isFirst } = await ask(`${here}/approvals/view`, { approval });
  const place = $('approval');
  const changes = ['added', 'changed', 'gone'].flatMap((kind) => personsLines(kind, persons[kind]));
  place.replaceChildren(
    element('h3', '', w.viewTitle),
    ...(isFirst ? [paragraph(w.isFirst)] : []),
    ...(file === null ? [] : fileLines(file)),
    valuesTable(values),
    ...(isFirst ? [] : changes),
    element('p', 'quiet', `${w.fingerprint} ${sha256}`),
    ...(file === null ? [] : sampleParts(approval)),
    button(w.approveButton, async () => {
      await decide(() => ask(`${here}/approvals/approve`, { approval, sha256 }));
      place.hidden = true;
    }),
  );
  place.hidden = false;
  place.scrollIntoView();
}

/** What leaves. */
function fileLines({ kind, columns, bytes }) {
  const w = words.home;
  const size = new Intl.NumberFormat(document.documentElement.lang).format(Math.ceil(bytes / 1000));
  return [
    paragraph(w.files[kind]),
    paragraph(fill(w.fileColumns, columns.join(', '))),
    paragraph(fill(w.fileSize, size)),
  ];
}

/** Lines of the file, on record, for whoever asks for them. */
function sampleParts(approval) {
  const w = words.home;
  const place = element('div', 'wide', '');
  place.id = 'sample';
  place.hidden = true;
  const shown = button(w.sampleButton, async () => {
    const { columns, lines } = await ask(`${here}/approvals/sample`, { approval });
    const table = element('table', '', '');
    table.append(
      element('caption', '', w.sampleTitle),
      tableRow('th', [w.sampleLine, ...columns]),
      ...lines.map(({ number, cells }) => tableRow('td', [String(number), ...cells])),
    );
    place.replaceChildren(table);
    place.hidden = false;
  });
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', w.sampleTitle);
  return [element('p', 'quiet', w.sampleNote), shown, place];
}

function tableRow(cell, texts) {
  const line = document.createElement('tr');
  line.append(...texts.map((text) => element(cell, '', text)));
  return line;
}

function valuesTable(values) {
  const { name, stands, proposed } = words.home.viewColumns;
  const table = element('table', '', '');
  table.append(tableRow('th', [name, stands, proposed]));
  for (const value of values) {
    const called = words.home.values[value.name] ?? words.categories[value.name] ?? value.name;
    const line = tableRow('td', [called, value.stands ?? '–', value.proposed ?? '–']);
    if (value.stands !== value.proposed) line.className = 'changed';
    table.append(line);
  }
  return table;
}

function personsLines(kind, { count, numbers }) {
  const rest = count > numbers.length ? ` ${fill(words.home.more, count - numbers.length)}` : '';
  return [
    paragraph(fill(words.home.persons[kind], count)),
    ...(count === 0 ? [] : [element('p', 'quiet', numbers.join(', ') + rest)]),
  ];
}

/** Which file it is, the request itself says. */
async function take(approval) {
  const { file } = await ask(`${here}/approvals/view`, { approval });
  const route = file?.kind === 'proof' ? 'notices/proof' : 'exports/take';
  const response = await send(`${here}/${route}`, { approval });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = file?.kind === 'proof' ? 'proof.csv' : 'exposures.csv';
  link.click();
  URL.revokeObjectURL(link.href);
  say(words.home.taken);
}

function list(id, rows, nothing) {
  const items = rows.map((parts) => {
    const item = document.createElement('li');
    item.append(...parts.map((part) => (typeof part === 'string' ? paragraph(part) : part)));
    return item;
  });
  if (items.length === 0 && nothing !== '') items.push(element('li', 'quiet', nothing));
  $(id).replaceChildren(...items);
}

const paragraph = (text) => element('p', '', text);

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text, work) {
  const made = element('button', 'second', text);
  made.type = 'button';
  made.addEventListener('click', () => void run(made, work));
  return made;
}

pages[document.body.dataset.page]();
