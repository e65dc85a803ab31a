/** How the blocks of a PST file are encoded (MS-PST 2.2.2.6). None of these needs a password: the password of a PST only keeps Outlook from opening it. */
export const CRYPT = { none: 0, permute: 1, cyclic: 2 } as const;

/** Two of the three substitution tables of MS-PST 5.1; the third is the inverse of the first. */
const MPBB_R = Buffer.from(
  'QTYTYqghbrv0FswEf2ToXR7yyyp0xV410pVHnpYtmohMfYQ/26wxtkhf9sTYOYvnIzs4jsjB3yWxIKVGYE6c+6rTVlFFfFUAB8krnYWbCaCPrbMPY6uJS9enFVpxZkK/JkprmPrqd1OycAUs/Vk6hn7OBuuCeFfHjUOvtBzUW83i6SdPwwhygM+w7/Uobb4wTTSS1Q48IjLl5PmfwtEKgRLh7pGDduOX5mGKF3mkt9yQelyMAqbKad5QGhGTuVKHWPztHTdJG2rgKTOZvWzZlPNAVG/wxnO41j5lGEQf3WcQ8QwZ7K4DoRR7qQv/+KPAogH3LrwkaHUN/rovtdDaPQ==',
  'base64',
);
const MPBB_S = Buffer.from(
  'FFMPVrPIepzrZUgXFhWfAsxUfIMADQwLomKodtvZ7cfFpNyshXTW0KebrpqWcWbDY5m43XOSjoR9pV7RXZOxV1FQgIlSlE9OCmu8jX9uR0ZBQEQBEcsDP/f04amPPDr5+/AZMIIJLsmdoIZJ7m9NbcQtgTQlhxuIqvwGoRI4/UxCcmQTNyRqdXdD/+a0SzZc5Ng1PUW5LOy3MSspB2ijDml7GJ4hOb4oGlt49SPKKrCvPv4EjOflmDKV0/ZK6Kbq6fPVL3Ag8h8FZ61VEM7N4yc72rrXwibUkR3SHCIz+PrxWu/PkLaLtb3AvwiXHmziYeDGwVmru1jeX99geX6yig==',
  'base64',
);
const MPBB_I = new Uint8Array(256);
MPBB_R.forEach((value, index) => (MPBB_I[value] = index));

/** Decodes the data of a block in place. `key` is the lower half of the block's id. */
export function decodeBlock(bytes: Uint8Array, method: number, key: number): void {
  if (method === CRYPT.permute) for (let i = 0; i < bytes.length; i++) bytes[i] = MPBB_I[bytes[i]!]!;
  else if (method === CRYPT.cyclic) decodeCyclic(bytes, key);
}

/** The inverse of {@link decodeBlock}: to write samples. */
export function encodeBlock(bytes: Uint8Array, method: number, key: number): void {
  if (method === CRYPT.permute) for (let i = 0; i < bytes.length; i++) bytes[i] = MPBB_R[bytes[i]!]!;
  else if (method === CRYPT.cyclic) decodeCyclic(bytes, key);
}

/** A cipher of three rotors that is its own inverse (MS-PST 5.2). */
function decodeCyclic(bytes: Uint8Array, key: number): void {
  let turn = (key ^ (key >>> 16)) & 0xffff;
  for (let i = 0; i < bytes.length; i++) {
    const low = turn & 0xff;
    const high = turn >> 8;
    const second = MPBB_S[(MPBB_R[(bytes[i]! + low) & 0xff]! + high) & 0xff]!;
    bytes[i] = MPBB_I[(second - high) & 0xff]! - low;
    turn = (turn + 1) & 0xffff;
  }
}
