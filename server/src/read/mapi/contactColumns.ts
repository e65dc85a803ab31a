import type { PersonColumn } from '../personRow.ts';
import { dayText, type MapiProperties } from './mapiProperties.ts';

/** A column of a contact, and where Outlook keeps it: property ids, or names of properties (MS-OXOCNTC). */
interface ContactColumn extends PersonColumn {
  readonly ids?: readonly number[];
  readonly named?: readonly number[];
}

const relative = { subject: 'relative' } as const;
const other = { subject: 'other' } as const;

const COLUMNS: readonly ContactColumn[] = [
  { name: 'Nom complet', role: 'full_name', ids: [0x3001] },
  { name: 'Nom', role: 'surname', ids: [0x3a11] },
  { name: 'Prénom', role: 'given_names', ids: [0x3a06, 0x3a44] },
  { name: 'Classé sous', role: 'other', named: [0x8005] },
  { name: 'Surnom', role: 'other', ids: [0x3a4f] },
  { name: 'Numéro officiel', role: 'identifier', ids: [0x3a07] },
  { name: 'Numéro de client', role: 'identifier', ids: [0x3a4a] },
  { name: 'Compte', role: 'identifier', ids: [0x3a00] },
  { name: 'Mobile', role: 'phone', ids: [0x3a1c, 0x3a1e] },
  { name: 'Téléphone', role: 'phone', ids: [0x3a09, 0x3a2f, 0x3a1a, 0x3a1f, 0x3a02] },
  { name: 'Téléphone professionnel', role: 'phone', ids: [0x3a08, 0x3a1b] },
  { name: 'Télécopie', role: 'other', ids: [0x3a23, 0x3a24, 0x3a25] },
  { name: 'Autres numéros', role: 'other', ids: [0x3a1d, 0x3a21, 0x3a2e, 0x3a57, 0x3a2d, 0x3a4b], ...other },
  { name: 'Courriel', role: 'email', ids: [0x39fe], named: [0x8083, 0x8093, 0x80a3] },
  { name: 'Courriel affiché', role: 'other', named: [0x8080, 0x8090, 0x80a0, 0x8084, 0x8094, 0x80a4] },
  { name: 'Adresse', role: 'address', ids: [0x3a5d, 0x3a29], named: [0x8045] },
  { name: 'Boîte postale', role: 'address_more', ids: [0x3a5e, 0x3a2b], named: [0x804a] },
  { name: 'Code postal', role: 'postcode', ids: [0x3a5b, 0x3a2a], named: [0x8048] },
  { name: 'Ville', role: 'city', ids: [0x3a59, 0x3a27], named: [0x8046] },
  { name: 'Région, pays', role: 'other', ids: [0x3a5c, 0x3a28, 0x3a5a, 0x3a26], named: [0x8047, 0x8049] },
  { name: 'Autre adresse', role: 'address', ids: [0x3a63] },
  { name: 'Autre code postal', role: 'postcode', ids: [0x3a61] },
  { name: 'Autre ville', role: 'city', ids: [0x3a5f] },
  { name: 'Adresse complète', role: 'address', ids: [0x3a15], named: [0x801a, 0x801b, 0x801c] },
  { name: 'Société', role: 'other', ids: [0x3a16, 0x3a18, 0x3a17, 0x3a46, 0x3a19] },
  { name: 'Conjoint', role: 'full_name', ids: [0x3a48], ...relative },
  { name: 'Enfants', role: 'full_name', ids: [0x3a58], ...relative },
  { name: 'Responsable', role: 'full_name', ids: [0x3a4e, 0x3a30], ...other },
  { name: 'Champs libres', role: 'free_text', named: [0x804f, 0x8050, 0x8051, 0x8052] },
];

const BIRTH_DATE: PersonColumn = { name: 'Date de naissance', role: 'birth_date' };
const SEX: PersonColumn = { name: 'Sexe', role: 'sex' };

/** The columns of an Outlook contact. */
export const CONTACT_COLUMNS: readonly PersonColumn[] = [...COLUMNS, BIRTH_DATE, SEX];

/** The day of birth: Outlook stores it as it was entered besides the one in UTC, but not always. */
const BIRTHDAY_LOCAL = 0x80de;
const BIRTHDAY = 0x3a42;
const GENDER = 0x3a4d;

/** The cells of a contact, by position of its columns. */
export function contactCells(contact: MapiProperties): [number, string][] {
  const cells = COLUMNS.flatMap(({ ids = [], named = [] }, column) => {
    const texts = [...ids.map((id) => contact.text(id)), ...named.map((name) => contact.namedText(name))];
    return [...new Set(texts)].filter((text) => text !== '').map((text): [number, string] => [column, text]);
  });
  const birthDate = dayText(contact.namedTime(BIRTHDAY_LOCAL) ?? contact.time(BIRTHDAY));
  const sex = ['', 'F', 'M'][contact.number(GENDER)] ?? '';
  return [...cells, [COLUMNS.length, birthDate], [COLUMNS.length + 1, sex]];
}
