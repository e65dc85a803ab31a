import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../../text/windows1252.ts';
import { postcodeKey, townKey } from './placeKeys.ts';

test('postcodeKey reads postcodes of four and five digits with or without a town, and codes with letters', () => {
  assert.equal(postcodeKey('28000 CHARTRES'), 28_000);
  assert.equal(postcodeKey('2119'), 2_119);
  assert.equal(postcodeKey('SW1A 1AA'), postcodeKey('sw1a1aa'));
  assert.notEqual(postcodeKey('K1A 0B1'), postcodeKey('K1A 0B2'));
  assert.equal(postcodeKey('chez la gardienne'), 0);
});

test('townKey is the same for one town however it is written', () => {
  const keyOf = (town: string): number => townKey(encode(town));
  assert.equal(keyOf('St-Denis Cedex 2'), keyOf('SAINT DENIS'));
  assert.equal(keyOf('L’Isle-sur-la-Sorgue'), keyOf('ISLE SORGUE'));
  assert.notEqual(keyOf('Chartres'), keyOf('Châteaudun'));
  assert.equal(keyOf('75012'), 0);
});
