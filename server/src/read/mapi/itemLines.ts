import { decodedAddresses } from '../mime/mimeHeaders.ts';
import type { MapiItem } from './mapiItem.ts';
import { dateText, type MapiProperties, momentText, PROPERTY_TYPE, MULTIPLE } from './mapiProperties.ts';

const RECIPIENT_TYPE = 0x0c15;
const DISPLAY_NAME = 0x3001;

/** The lines that Outlook shows above the text of an item, 'label : value'. */
export function itemLines(item: MapiItem): string {
  const { properties } = item;
  const lines: [string, string][] = [
    ...people(item),
    ...times(properties),
    ['Objet', subjectOf(properties)],
    ...details(properties),
    ['Membres', distributionList(properties)],
    ['Pièces liées', linkedFiles(item)],
    ...ownFields(properties),
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label} : ${value.replace(/[\r\n\t ]+/g, ' ').trim()}`)
    .join('\n');
}

/** PST files put the length of 'Re: ' before a subject, behind the character 1. */
function subjectOf(properties: MapiProperties): string {
  return properties.text(0x0037).replace(/^\u0001[^]/, '') || properties.text(0x0e1d);
}

function people({ properties, recipients }: MapiItem): [string, string][] {
  const sender = person(
    properties.text(0x0042) || properties.text(0x0c1a),
    [0x5d02, 0x5d01, 0x0065, 0x0c1f].map((id) => properties.text(id)),
  );
  const behind = person(
    properties.text(0x0c1a),
    [0x5d01, 0x0c1f].map((id) => properties.text(id)),
  );
  const to = (type: number): string =>
    recipients
      .filter((recipient) => (recipient.number(RECIPIENT_TYPE) & 0xf) === type)
      .map(recipientText)
      .filter((text) => text !== '')
      .join(', ');
  return [
    ['De', sender],
    ['Envoyé par', behind === sender ? '' : behind],
    ['À', to(1) || properties.text(0x0e04) || transported(properties, 'to')],
    ['Cc', to(2) || properties.text(0x0e03) || transported(properties, 'cc')],
    ['Cci', to(3) || properties.text(0x0e02)],
    ['Répondre à', properties.text(0x0050)],
    ['Autres destinataires', to(0)],
  ];
}

/** Addresses in the headers with which a mail came. */
function transported(properties: MapiProperties, name: string): string {
  const unfolded = properties.text(0x007d).replace(/\r?\n[ \t]+/g, ' ');
  const line = new RegExp(`^${name}:(.*)$`, 'im').exec(unfolded);
  return line === null ? '' : decodedAddresses(line[1]!.trim());
}

function recipientText(recipient: MapiProperties): string {
  return person(recipient.text(DISPLAY_NAME), [
    recipient.text(0x39fe),
    recipient.text(0x3003),
    recipient.text(0x403e),
  ]);
}

/** 'Name <address>'; addresses of Exchange (X.500) are nobody's. */
function person(name: string, addresses: readonly string[]): string {
  const address = addresses.find((text) => text.includes('@')) ?? '';
  if (address === '' || address === name) return name;
  return `${name} <${address}>`.trim();
}

function times(properties: MapiProperties): [string, string][] {
  const sent = properties.time(0x0039) ?? properties.time(0x0e06) ?? properties.time(0x3007);
  return [['Date', dateText(sent)]];
}

/** What calendar entries, tasks, notes and journals have of their own (MS-OXOCAL, MS-OXOTASK, MS-OXOJRNL). */
function details(properties: MapiProperties): [string, string][] {
  return [
    ['Début', momentText(properties.namedTime(0x820d) ?? properties.namedTime(0x8706))],
    ['Fin', momentText(properties.namedTime(0x820e) ?? properties.namedTime(0x8708))],
    ['Lieu', properties.namedText(0x8208)],
    ['Participants', properties.namedText(0x8238)],
    ['Périodicité', properties.namedText(0x8232)],
    ['Début de la tâche', dateText(properties.namedTime(0x8104))],
    ['Échéance', dateText(properties.namedTime(0x8105))],
    ['Responsable', properties.namedText(0x811f)],
    ['Contacts', properties.namedText(0x853a)],
    ['Sociétés', properties.namedText(0x8539)],
    ['Facturation', properties.namedText(0x8535)],
    ['Kilométrage', properties.namedText(0x8534)],
    ['Type', properties.namedText(0x8700)],
    ['Catégories', properties.namedText('Keywords')],
    ['Suivi', properties.namedText(0x8530)],
  ];
}

/** Members of a distribution list: names and addresses stand in binary (one-off entry ids, MS-OXCDATA 2.2.5.1) in UTF-16. */
function distributionList(properties: MapiProperties): string {
  return properties
    .namedBinaries(0x8054)
    .map(oneOffText)
    .filter((text) => text !== '')
    .join(', ');
}

const ONE_OFF_HEADER = 24;

function oneOffText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .subarray(ONE_OFF_HEADER)
    .toString('utf16le');
  const [name = '', , address = ''] = text.split('\0');
  return person(name, [address]);
}

/** Attachments that are only pointed to: their paths. */
function linkedFiles({ attachments }: MapiItem): string {
  return attachments
    .filter(({ data, item }) => data === null && item === null)
    .map(({ properties }) => properties.text(0x370d) || properties.text(0x3708) || properties.text(0x3707))
    .filter((text) => text !== '')
    .join(', ');
}

/** Names of properties that the mail's own headers and programs left: no field that somebody filled. */
const TECHNICAL =
  /^(?:x-|content-|message-|dkim-|arc-|received|return-path|authentication|mime-|list-|auto-|user-agent|thread-|references|in-reply-to|precedence|importance|priority|http:|urn:|DAV:|MapiTags|acceptlanguage|Keywords|_)/i;

/** The set of names that users and forms give: PS_PUBLIC_STRINGS. */
const PUBLIC_STRINGS = '2903020000000000c000000000000046';

/** Fields that a hospital's own forms added: named by words, filled with text. */
function ownFields(properties: MapiProperties): [string, string][] {
  return properties.list.flatMap((property): [string, string][] => {
    const type = property.type & ~MULTIPLE;
    const { name } = property;
    if (typeof name?.id !== 'string' || name.set !== PUBLIC_STRINGS || TECHNICAL.test(name.id)) return [];
    if (type !== PROPERTY_TYPE.unicode && type !== PROPERTY_TYPE.string8) return [];
    const text = properties.textOf(property);
    return /^\s*(?:[[{<]|BT=|II=)/.test(text) ? [] : [[name.id, text]];
  });
}
