/** Providers of mail to private persons, without their country ends: an address elsewhere is an organisation's unless the register says otherwise. */
const PROVIDERS: ReadonlySet<string> = new Set(
  (
    'gmail googlemail hotmail outlook live msn yahoo ymail rocketmail icloud me mac aol orange wanadoo free sfr neuf club-internet cegetel laposte bbox numericable alice aliceadsl ' +
    'voila noos libertysurf tiscali 9online gmx proton protonmail pm tutanota mailo netcourrier caramail zaclys posteo mail yandex web t-online skynet telenet bluewin hotmail-fr ' +
    'aliceadsl dbmail lilo zimbra nordnet ovh wanadoo-fr izi mayotte only guadeloupe martinique reunion mediaserv lagoon canl mls vini bk inbox'
  ).split(' '),
);

/** Whether an e-mail address is at a provider for private persons. */
export function isPrivateAddress(email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const labels = domain.split('.');
  return labels.length <= 3 && PROVIDERS.has(labels[0]!);
}
