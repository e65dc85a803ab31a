import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { wordsOf } from '../languages/chooseLanguage.ts';
import type { Words } from '../languages/words.ts';
import { deskPage, type PageName } from './deskPages.ts';
import { PROVIDER_RETURN } from '../people/identityProvider.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';

const asset = (name: string): string =>
  readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');

/** The pages of the log-in and of one's account, their script and style. */
export function pageRoutes({ provider }: HttpServices) {
  const style = asset('desk.css');
  const script = asset('desk.js');
  const page = (name: PageName) => (c: Context<HttpEnv>) =>
    c.html(deskPage(name, languageOf(c), provider?.settings.name ?? null));
  return new Hono<HttpEnv>()
    .get('/', (c) => c.redirect('/home'))
    .get('/log-in', page('log-in'))
    .get(PROVIDER_RETURN, page('provider'))
    .get('/invitation', page('invitation'))
    .get('/envelope', page('envelope'))
    .get('/home', page('home'))
    .get('/account', page('account'))
    .get('/assets/desk.css', (c) => c.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
    .get('/assets/desk.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
}

/** English where the browser asks for it before French, else French. */
function languageOf(c: Context): Words {
  const asked = (c.req.header('Accept-Language') ?? '').slice(0, 200).toLowerCase();
  const language = asked
    .split(',')
    .map((tag) => tag.trim().slice(0, 2))
    .find((tag) => tag === 'fr' || tag === 'en');
  return wordsOf(language === 'en' ? 'en' : 'fr');
}
