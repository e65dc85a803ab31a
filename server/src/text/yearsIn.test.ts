import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yearOfPath, yearsIn } from './yearsIn.ts';

test('yearsIn reads years alone and in dates, and no other digits', () => {
  assert.deepEqual(yearsIn('Suivi 2018 et 2019'), [2018, 2019]);
  assert.deepEqual(yearsIn('Régimes 06-08-2012'), [2012]);
  assert.deepEqual(yearsIn('export_20120806.csv'), [2012]);
  assert.deepEqual(yearsIn('export 06082012'), [2012]);
  assert.deepEqual(yearsIn('Tour 06.08.12, tour 01/02/99'), [2012, 1999]);
  assert.deepEqual(yearsIn('82012345 tel 01-20-13-44 n°3120 1950'), []);
});

test('yearOfPath takes the name before its folders, the latest of a name', () => {
  assert.equal(yearOfPath('Archives/Année 2015/Régimes cuisine 12-01-2014_old.xlsx'), 2014);
  assert.equal(yearOfPath('Archives/Année 2015/CR/lettre.doc'), 2015);
  assert.equal(yearOfPath('sauvegarde 2011.zip!/Bilan 2012-2013.pdf'), 2013);
  assert.equal(yearOfPath('CR/lettre.doc'), 0);
});
