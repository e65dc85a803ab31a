import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoriesOf } from '@constat/contract/category.ts';
import { createScanner } from '../detect/scanner.ts';
import { type IndexedPatient, IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { NameLinker } from './linkName.ts';
import { registerWords } from './registerWords.ts';

const NOBODY = { nir: null, usageName: '', sex: null, phones: [], email: '', address: '', postcode: '' } as const; // prettier-ignore

function nameLinker(people: readonly Omit<IndexedPatient, keyof typeof NOBODY | 'id'>[]): NameLinker {
  const builder = new IndexBuilder();
  people.forEach((patient, i) => builder.add({ ...NOBODY, id: i + 1, ...patient }));
  for (let i = 0; i < 2_000; i++)
    builder.add({ ...NOBODY, id: 100 + i, patientNumber: String(70_000_000 + i), birthName: `Autre${'abcdefghij'[i % 10]!}`, givenNames: ['Luc'], birthDate: 19000102 + (i % 28) }); // prettier-ignore
  const index = builder.build();
  return new NameLinker(index, createScanner(registerWords(index)));
}

const linker = nameLinker([
  { patientNumber: '84000001', birthName: 'Quernec', givenNames: ['Yann'], birthDate: 19620930 },
  { patientNumber: '84000002', birthName: 'Oliveira Lopez', givenNames: ['Lamia'], birthDate: 19840714 },
]);

test('NameLinker finds the patient whom the name of a file names, however its words are joined', () => {
  for (const path of [
    'Imagerie/CR/2019/CR radio QUERNEC Yann.doc',
    'archive.zip!/QUERNEC_Yann_12-03-2011.tar.gz',
    'scans/quernec yann.pdf',
    'x/Yann-Quernec (2).jpg',
    'x/IPP 84000001.png',
  ]) {
    const [found] = linker.link(path);
    assert.equal(found?.patient, 0, path);
    assert.ok(found.probability > 0.5, path);
  }
  const [double] = linker.link('CR radio OLIVEIRA-LOPEZ Lamia.doc');
  assert.equal(double?.patient, 1);
  assert.ok(categoriesOf(double.categories).includes('name'));
});

test('NameLinker finds nobody in names without a person, nor in the folders above', () => {
  for (const path of ['Yann Quernec/IMG_1984.jpg', 'note de service 84.docx', '.yann', '', 'Lamia.doc'])
    assert.deepEqual(
      linker.link(path).filter(({ probability }) => probability >= 0.5),
      [],
      path,
    );
});
