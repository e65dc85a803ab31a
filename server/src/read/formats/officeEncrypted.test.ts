import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../text/windows1252.ts';
import { memorySource } from '../source.ts';
import { officeEncrypted } from './officeEncrypted.ts';
import { encryptPackage } from './samples/officeEncrypted.ts';
import { sample } from './samples/xlsx.ts';

async function read(bytes: Uint8Array, passwords: readonly string[]): Promise<string> {
  let text = '';
  await officeEncrypted.read!(
    memorySource(bytes, 'a.xlsx'),
    { segment: (segment) => void (text += 'bytes' in segment ? decode(segment.bytes) : '') },
    { passwords },
  );
  return text;
}

test('office-encrypted: a workbook is read with the password that fits, whatever its name', async () => {
  const bytes = await encryptPackage(sample.bytes, 'été 2022');
  assert.match(await read(bytes, ['faux', 'été 2022']), /0084512\tEXEMPLE\t14\/07\/1984/);
  await assert.rejects(read(bytes, ['faux']), { fate: 'encrypted', reason: 'password_needed' });
  await assert.rejects(read(bytes, []), { fate: 'encrypted', reason: 'password_needed' });
});

test('office-encrypted: a key that takes hours to make is not made', async () => {
  const bytes = Buffer.from(await encryptPackage(sample.bytes, 'x'));
  const at = bytes.indexOf('spinCount="100"');
  bytes.write('spinCount="9e9"', at);
  await assert.rejects(read(bytes, ['x']), { fate: 'encrypted', reason: 'password_needed' });
});
