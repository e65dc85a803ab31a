import type { NoticeLanguage } from '../noticeContent.ts';

/** Phrases that a notice must not contain, as they are looked for in text that {@link folded} has folded. */
export interface Phrases {
  /** Say nothing: an authority fined an operator whose e-mail lived on such phrases (CNIL, SAN-2026-001 and -002, 8 January 2026). */
  readonly vague: readonly string[];
  /** Make it look smaller than it is. */
  readonly minimising: readonly string[];
  readonly advertising: readonly string[];
  /** Ask for data, or want something opened or clicked. */
  readonly asking: readonly string[];
}

export const PHRASES: Readonly<Record<NoticeLanguage, Phrases>> = {
  fr: {
    vague: [
      'toutes les mesures necessaires',
      'les mesures necessaires',
      'toutes les mesures appropriees',
      'mesures appropriees',
      'mesures adequates',
      'mesures qui s imposent',
      'mesures adaptees',
      'tres au serieux',
      'mettons tout en oeuvre',
      'met tout en oeuvre',
      'mettre tout en oeuvre',
      'tout est mis en oeuvre',
      'renforcer la protection de nos systemes',
      'renforcer la securite de nos systemes',
      'renforce la securite de nos systemes',
      'renforce nos mesures de securite',
      'renforcer nos mesures de securite',
      'vigilance accrue',
      'la plus grande vigilance',
      'faire preuve de vigilance',
      'redoubler de vigilance',
      'redoublez de vigilance',
      'restez vigilant',
      'rester vigilant',
      'soyez vigilant',
      'certaines de vos donnees',
      'une partie de vos donnees',
      'une partie des donnees',
      'certaines donnees personnelles',
      'des donnees vous concernant ont pu etre',
      'sont susceptibles d avoir ete',
      'incident technique',
      'la securite de vos donnees est notre priorite',
      'protection de vos donnees est notre priorite',
      'nous vous tiendrons informe',
    ],
    minimising: [
      'seulement',
      'uniquement',
      'aucun risque',
      'sans risque',
      'pas de risque',
      'risque limite',
      'risque faible',
      'pas d inquietude',
      'ne vous inquietez pas',
      'rassurez vous',
      'aucune consequence',
      'simplement',
      'par precaution',
      'toutefois aucun',
    ],
    advertising: [
      'newsletter',
      'lettre d information mensuelle',
      'abonnez vous',
      'inscrivez vous',
      'decouvrez',
      'profitez',
      'promotion',
      'offre speciale',
      'sondage',
      'enquete de satisfaction',
      'questionnaire de satisfaction',
      'donnez votre avis',
      'faites un don',
      'telechargez notre application',
      'suivez nous',
    ],
    asking: [
      'cliquez',
      'cliquer',
      'flashez',
      'scannez',
      'piece jointe',
      'en piece jointe',
      'ouvrez le fichier',
      'formulaire en ligne',
      'remplissez le formulaire',
      'remplir le formulaire',
      'envoyez nous',
      'renvoyez nous',
      'transmettez nous',
      'communiquez nous',
      'indiquez nous votre',
      'saisissez votre',
      'confirmez votre',
      'repondez a ce message',
      'repondez a ce courriel',
      'mettez a jour vos',
    ],
  },
  en: {
    vague: [
      'all necessary measures',
      'all necessary steps',
      'the necessary measures',
      'necessary steps have been taken',
      'appropriate measures',
      'appropriate steps',
      'adequate measures',
      'very seriously',
      'extremely seriously',
      'everything in our power',
      'strengthen the security of our systems',
      'strengthened our security',
      'enhanced our security',
      'remain vigilant',
      'stay vigilant',
      'be vigilant',
      'extra vigilant',
      'increased vigilance',
      'some of your data',
      'certain data',
      'some of your information',
      'may have been affected',
      'may have been accessed',
      'technical incident',
      'security of your data is our priority',
      'abundance of caution',
      'we will keep you informed',
    ],
    minimising: [
      'only your',
      'merely',
      'no risk',
      'low risk',
      'limited risk',
      'no need to worry',
      'do not worry',
      'rest assured',
      'no consequences',
      'simply',
      'as a precaution',
    ],
    advertising: [
      'newsletter',
      'subscribe',
      'sign up',
      'discover our',
      'special offer',
      'discount',
      'survey',
      'satisfaction questionnaire',
      'feedback',
      'make a donation',
      'download our app',
      'follow us',
    ],
    asking: [
      'click',
      'scan the code',
      'attachment',
      'attached file',
      'open the file',
      'online form',
      'fill in the form',
      'complete the form',
      'send us your',
      'reply to this',
      'confirm your',
      'enter your',
      'update your',
    ],
  },
};

/** Words without accents, case and signs, one space between: so that a phrase is found however it is typed. */
export function folded(text: string): string {
  const plain = text
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();
  return ` ${plain.replaceAll(/[^a-z0-9]+/g, ' ').trim()} `;
}

/** The phrases of a list that stand in a text, as words of their own. Endings of the last word are free: 'restez vigilant' finds 'restez vigilants'. */
export function phrasesIn(text: string, phrases: readonly string[]): string[] {
  const where = folded(text);
  return phrases.filter((phrase) => {
    const at = where.indexOf(` ${phrase}`);
    return at >= 0 && /^[a-z]{0,3} /.test(where.slice(at + phrase.length + 1));
  });
}
