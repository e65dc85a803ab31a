import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { ReadFault, type Source } from '../format.ts';
import { packSevenZip } from '../packSevenZip.ts';
import { memorySource, syncMemory } from '../source.ts';
import { sevenZip } from './sevenZip.ts';

const TEXT = Array.from({ length: 30 }, (_, i) => `Patiente : EXEMPLE Jeanne, ligne ${i + 1}\n`).join('');

/** Made by 7-Zip; the password is "sésame". */
const ENCRYPTED_HEADER = Buffer.from(
  'N3q8ryccAAQ/D4GN4AAAAAAAAAAvAAAAAAAAAL/uP1nyRDvo1j+aS5lx3gHNra+OGC1mjvwIOXnoCdoDYMt0gm2sbdXOIZ5SydJ3' +
    'iOyLqqzXzqsHwNfwtU+tUtbMh3ICIh8OMgU6ktttC/6PXORf+wLc1yXl4e26nnNU3dPr/7qs0Rj4haFrnAWaj8UEHZ2d2hxpKmpz' +
    'K/HV+1w6I8x/P1E0L2zo1dxfW9qgA1rmDC70aTZp7T2+BJLj3yOJHzzvLfeFwigRRQJ/4FC7Mt36/Ry5S32OFGjb5Yd01sYO4lTp' +
    'VsS2lLty28uyIIjey2MnO9XYZ+Aoqc168fpU0QGedBcGgIABCWAABwsBAAEkBvEHARJTDxzsY+tSB6QBlmBGDQuKAEYMVgoB4crh' +
    'FQAA',
  'base64',
);
const ENCRYPTED = Buffer.from(
  'N3q8ryccAARbLPn5+gAAAAAAAAAhAAAAAAAAAI54q8Q0kAbupOLjbrSq7+nJywANzxG1D3D9DtLSSKHe+sDw8frbb0uLbVxemOPU' +
    'x/RpYXfdUhYIbEsSMikiYbCBE6TOHZvG5/26fngUYjkWWwpXAIV0BNIIl/5g/rdR3r/Gedg1+vjSWAHD6fKXSkPy/Ssr3v8USwuk' +
    'dXtyeajHb90k6XSad0WPhxob/8eVveVHg+QAAIEzB64P1TACNRZsJwHg+zElNuQfXPc5Ofr6wqT5k8Qo8/1mi25K9yQWK5VWg+JE' +
    'Q+/DklnnOgnItT4uFO/Ntu3zYWOqu6tvRhAcdfqKntRaZoZetJ3SHP3mZFyGw0q/TFndrii3BngAFwaAkAEJagAHCwEAASMDAQEF' +
    'XQAQAAAMdgoBngf+bQAA',
  'base64',
);
const ENCRYPTED_THREE_STEPS = Buffer.from(
  'N3q8ryccAAQiQ4CSgAAAAAAAAABmAAAAAAAAADEYw1oJlao55YeHoONSWncN8ktVv29v3t6gyhhb+l3qAhC+13EwXVDf4Tak3UA/' +
    'rywTfyetCVBfPlemZC4TtqSAU4h21tgneRENdBexgKQ4uVS6XXRxc1VyRzwP+/kgcqu6VoR26W5bHsNGtIed0Fbx7bKWDUiqjHQp' +
    '2l3/qH11EggK8gEEBgABCYCAAAcLAQADJAbxBwESUw96ijSEoHdYTxkfUd+9SqjoIwMBAQVdABAAAAQDAwEDAQACAQx5hC+ELwAI' +
    'CgGdGYG3AAAFARkAEQ0AbgAuAHQAeAB0AAAAFQYBACCApIEAAA==',
  'base64',
);
/** m.txt and n.txt, each in a folder of its own. */
const TWO_FOLDERS = Buffer.from(
  'N3q8ryccAASPsRfJ1AAAAAAAAAAhAAAAAAAAAA8Td40BAARkZXV4CgDgBC4AeF0AKBhKhqsEa5ALlojHTGNr/7FZZH1iuh3qogdQ' +
    'aXt2O0/TaKfEdN/boT2tIfcjcI6aqdthoKGPivGkmDSa9nhGX/IbMQeXO7Ztn7lkpvnEY7a+d42mMnSLfGXZ/90ZNpqC97hPidIG' +
    '7+HNhgiiTw1UwWhDeuDr4jgAAAAAgTMHrjGpl4xxKU3CY/mSgv20mLWMqz571pFvSnZVNYTxiNNXm1mq0f2N23TsfG5Gnjv+7OEi' +
    '8CndqT0dwL4n6gz9oynkSLgAABcGgIkBCUsABwsBAAEjAwEBBV0AEAAADGYKAcBjDEcAAA==',
  'base64',
);
/** An empty folder, an empty file, a link and a file. */
const KINDS = Buffer.from(
  'N3q8ryccAATSZZ8RcgAAAAAAAAAgAAAAAAAAALFAV/cBAAluLnR4dGRldXgKAAAAgTMHrg/Ox1yBCSqu06qFJigV5+7h5KJ204B2' +
    '9corjWVV6cbdjHkO4eAtjbMeFOFcMObJbACrEdlRIIv74xdWM5QuNKRXN/+FM6cvfvPKEaq0SuiVHOo1NFGPRexEc5v7xcUXBg4B' +
    'CWQABwsBAAEjAwEBBV0AEAAADHoKAYDexKgAAA==',
  'base64',
);

/** "name: text" of each member, or what became of it. */
async function members(bytes: Uint8Array, ...passwords: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const member of sevenZip.members!(memorySource(bytes, 'a.7z'), { passwords })) {
    if (member.open === undefined) found.push(`${member.displayName}: <${member.fate!} ${member.reason!}>`);
    else found.push(`${member.displayName}: ${await textOf(await member.open())}`);
  }
  return found;
}

/** What can be had, with the fault behind it; the same twice. */
async function textOf(source: Source): Promise<string> {
  const texts: string[] = [];
  for (let time = 0; time < 2; time++) {
    let text = '';
    try {
      for await (const chunk of source.stream()) text += Buffer.from(chunk).toString();
    } catch (error) {
      assert.ok(error instanceof ReadFault, String(error));
      text += `<${error.fate} ${error.reason}>`;
    }
    texts.push(text);
  }
  assert.equal(texts[0], texts[1]);
  return texts[0]!;
}

test('7z: an encrypted header, encrypted files and files packed in three steps open with the right password among others', async () => {
  assert.deepEqual(await members(ENCRYPTED_HEADER, 'faux', 'sésame'), [`n.txt: ${TEXT}`]);
  assert.deepEqual(await members(ENCRYPTED, 'faux', 'sésame'), ['m.txt: deux\n', `n.txt: ${TEXT}`]);
  assert.deepEqual(await members(ENCRYPTED_THREE_STEPS, 'sésame'), [`n.txt: ${TEXT}`]);
});

test('7z: a wrong password gives no text and no damage, only files that stay locked', async () => {
  await assert.rejects(
    members(ENCRYPTED_HEADER, 'faux'),
    (error) => error instanceof ReadFault && error.fate === 'encrypted',
  );
  assert.deepEqual(await members(ENCRYPTED, 'faux', ''), [
    'm.txt: <encrypted password_needed>',
    'n.txt: <encrypted password_needed>',
  ]);
});

test('7z: a damaged folder costs its own files and no other, and every name is listed', async () => {
  const bytes = Uint8Array.from(TWO_FOLDERS);
  bytes[32 + 4]! ^= 0xff;
  const [first, second] = await members(bytes);
  assert.match(first!, /^m\.txt: .*<corrupt \w+>$/s);
  assert.equal(second, `n.txt: ${TEXT}`);
});

test('7z: folders are left out, links are not followed, empty files are listed', async () => {
  assert.deepEqual((await members(KINDS)).sort(), [
    'lien: <not_a_document link>',
    'm.txt: deux\n',
    'vide.txt: ',
  ]);
});

test('7z: files packed with Zstandard are unpacked, each checked', async () => {
  const content = Buffer.from('undeux');
  const archive = packSevenZip({
    folder: {
      coders: [{ id: '04f71101', inputs: 1, outputs: 1, properties: new Uint8Array(0) }],
      pairs: [],
      packed: [0],
      sizes: [content.length],
      crc: null,
    },
    packed: [syncMemory(zstdCompressSync(content))],
    sizes: [2, 4],
    crcs: [null, 1],
  });
  assert.deepEqual(await members(archive.read(0, archive.size)), [
    'a: un',
    'a: deux<corrupt bad_compression>',
  ]);
});

test('7z: a header that names more than it holds is a fault and costs no memory', async () => {
  for (const at of [12, 20]) {
    const bytes = Uint8Array.from(TWO_FOLDERS);
    bytes[at + 6] = 0x7f;
    await assert.rejects(members(bytes), (error) => error instanceof ReadFault && error.fate === 'corrupt');
  }
});
