import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { fromSystemError } from '../case/caseError.ts';
import { startServer } from '../http/startServer.ts';
import { fill } from '../languages/words.ts';
import { type ProviderAccess, providerSettingsSchema } from '../people/identityProvider.ts';
import { inviteFirst } from '../people/invitations.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';

const PORT = 8443;

export const serve: Command = {
  name: 'serve',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'port': { value: 'N', help: { fr: `port (sinon ${PORT})`, en: `port (else ${PORT})` } },
    'host': {
      value: 'ADDRESS',
      help: {
        fr: 'adresse sur laquelle écouter (sinon 127.0.0.1) ; une autre que celle de la machine demande TLS',
        en: 'address to listen on (else 127.0.0.1); any other than this machine’s own needs TLS',
      },
    },
    'certificate': { value: 'FILE', help: { fr: 'certificat TLS (PEM)', en: 'TLS certificate (PEM)' } },
    'key': { value: 'FILE', help: { fr: 'clé du certificat (PEM)', en: 'key of the certificate (PEM)' } },
    'origin': {
      value: 'URL',
      help: {
        fr: 'adresse que les navigateurs utilisent (sinon https://localhost:PORT) ; les clés d’accès lui sont liées',
        en: 'address that browsers use (else https://localhost:PORT); passkeys are bound to it',
      },
    },
    'identity-provider': {
      value: 'FILE',
      help: {
        fr: 'fichier JSON du fournisseur d’identité (OpenID Connect : Pro Santé Connect, Keycloak) ; voir docs/log-in.md',
        en: 'JSON file of the identity provider (OpenID Connect: Pro Santé Connect, Keycloak); see docs/log-in.md',
      },
    },
    'proxy': {
      value: 'ADDRESS',
      help: {
        fr: 'adresse IP du mandataire inverse qui termine TLS : lui seul se connecte ; demande --origin',
        en: 'IP address of the reverse proxy that ends TLS: it alone connects; needs --origin',
      },
    },
    'metrics-token': {
      value: 'FILE',
      help: {
        fr: 'fichier du jeton demandé pour /metrics (sinon : depuis cette machine seulement)',
        en: 'file with the token asked for at /metrics (else: from this machine only)',
      },
    },
  },
  help: {
    fr: 'Démarre le serveur de l’affaire avec sa base de données, sur un seul port. La première fois, affiche le lien du premier administrateur. Ctrl-C l’arrête proprement. Le journal (JSON, sans donnée personnelle) va sur la sortie d’erreur.',
    en: 'Starts the server of the case with its database, on one port. The first time, prints the link for the first administrator. Ctrl-C stops it cleanly. The log (JSON, without personal data) goes to standard error.',
  },
  examples: [
    'constat serve --case /srv/constat/hopital',
    'constat serve --case /srv/constat/hopital --host 0.0.0.0 --port 443 --certificate constat.pem --key constat.key --origin https://constat.hopital.example',
  ],
  async run({ value, words, out, err, signal }) {
    const tls = tlsOf(value('certificate'), value('key'));
    const origin = originOf(value('origin'));
    const proxy = proxyOf(value('proxy'), origin);
    const port = portOf(value('port'));
    const metricsToken = value('metrics-token') === '' ? null : await readToken(value('metrics-token'));
    const identityProvider = await providerOf(value('identity-provider'));
    const open = await openCase(value('case'));
    try {
      const host = value('host') === '' ? '127.0.0.1' : value('host');
      const server = await startServer({
        open,
        host,
        port,
        tls,
        origin,
        proxy,
        metricsToken,
        identityProvider,
        log: err,
      });
      out.write(`${fill(words.desk.listening, server.origin)}\n`);
      const first = await inviteFirst(server.services);
      if (first !== null)
        out.write(`${fill(words.desk.firstLink, `${server.origin}/invitation#${first.secret}`)}\n`);
      await aborted(signal);
      await server.stop();
      out.write(`${words.desk.stopped}\n`);
    } finally {
      await open.close();
    }
  },
};

function tlsOf(certificate: string, key: string): { certificate: string; key: string } | null {
  if ((certificate === '') !== (key === '')) throw new UsageError('needed_together', '--certificate, --key');
  return certificate === '' ? null : { certificate, key };
}

function portOf(text: string): number {
  if (text === '') return PORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError('not_a_number', '--port', text, '0', '65535');
  return port;
}

/** Passkeys need a name (not an IP address), and TLS except on this machine. */
function originOf(text: string): string | null {
  if (text === '') return null;
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (url === null || !isSafe || url.pathname !== '/' || /^[\d.]+$|^\[/.test(url.hostname))
    throw new UsageError('not_usable', '--origin', text);
  return url.origin;
}

/** Behind a proxy only it knows under which address browsers find the server, and it must be one with TLS. */
function proxyOf(text: string, origin: string | null): string | null {
  if (text === '') return null;
  if (isIP(text) === 0) throw new UsageError('not_usable', '--proxy', text);
  if (origin?.startsWith('https:') !== true)
    throw new UsageError('needed_together', '--proxy, --origin https://…');
  return text;
}

async function readToken(path: string): Promise<string> {
  const text = await readText(path);
  if (text.trim().length < 16) throw new UsageError('not_usable', '--metrics-token', path);
  return text.trim();
}

/** The settings of the identity provider and the secret that they name, beside them. */
async function providerOf(path: string): Promise<ProviderAccess | null> {
  if (path === '') return null;
  const settings = providerSettingsSchema.safeParse(parseJson(await readText(path)));
  if (!settings.success) {
    const fields = settings.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UsageError('not_usable', '--identity-provider', `${path}: ${fields}`);
  }
  const clientSecret = (await readText(resolve(dirname(path), settings.data.clientSecretFile))).trim();
  if (clientSecret === '')
    throw new UsageError('not_usable', '--identity-provider', `${path}: clientSecretFile`);
  return { settings: settings.data, clientSecret };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw fromSystemError(error, path);
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
