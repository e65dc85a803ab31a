import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { FolderStatistics } from './folderStatistics.ts';

test('FolderStatistics expects what the nearest folder with enough read items holds', () => {
  const statistics = new FolderStatistics();
  for (let i = 0; i < 10; i++) {
    statistics.add(`Cardio/Courriers/${i}.doc`, 1, CATEGORY_BIT.name | CATEGORY_BIT.medical);
    statistics.add(`Menus/${i}.doc`, 0, 0);
  }
  statistics.add('Cardio/Listes/a.xlsx', 200, CATEGORY_BIT.name);
  assert.deepEqual(statistics.expect('Cardio/Courriers/x.doc'), {
    patients: 1,
    categories: ['name', 'medical'],
    items: 10,
    folder: 'Cardio/Courriers',
  });
  assert.equal(statistics.expect('Menus/x.doc').patients, 0);
  assert.equal(statistics.expect('Cardio/Listes/b.xlsx').folder, 'Cardio');
  assert.equal(statistics.expect('Ailleurs/a.zip!/b.doc').folder, '/');
});

test('FolderStatistics says when nothing was read that could be compared', () => {
  assert.equal(new FolderStatistics().expect('a/b.doc').patients, null);
});
