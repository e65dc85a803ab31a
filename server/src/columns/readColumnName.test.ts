import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnWords } from './columnWords.ts';
import { readColumnName } from './readColumnName.ts';

/** Role, and whose it is where it is not the row's person's. */
function reading(name: string): string {
  const read = readColumnName(name);
  if (read === null) return '-';
  return read.subject === 'person' ? read.role : `${read.subject} ${read.role}`;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  patient_number: ['N° IPP', 'NUMPAT', 'NO_PAT', 'noPatient', 'N° du dossier patient', 'IdentifiantPermanent', 'NIP', 'MRN', 'N?IPP', 'code_patient'],
  social_security: ['N° Sécurité sociale', 'NUM_SECU', 'NOSECU', 'nirPatient', 'Matricule INS', 'N° SS', 'N° assuré', 'numInsee', 'SSN'],
  birth_name: ['Nom de naissance', 'NOMNAIS', 'nom_jeune_fille', 'NJF', 'Patronyme', 'NOM_PATRO', 'birthName', 'NM_NAI'],
  usage_name: ['Nom d’usage', 'NOMUSU', 'Nom marital', "Nom d'épouse", 'nom_utilise'],
  surname: ['Nom', 'NOM DE FAMILLE', 'lastName', 'patient.nom', '2) Nom *', 'NOMPAT', 'name.family'],
  given_names: ['Prénom(s)', 'PREN2', 'Prénoms de naissance', 'firstName', 'PRENOMPAT', 'Pr?nom', 'name.given', 'Prén.'],
  full_name: ['Nom et prénom', 'NOMPRENOM', 'Identité', 'Patient', 'Résident(e)', 'Nom, prénom du patient', 'fullName'],
  birth_date: ['Né(e) le', 'DTNAISS', 'DATEDENAISSANCE', 'Date naiss.', 'ddn', 'DNAISS', 'birthDate', 'date_of_birth', 'Né.e le', 'NAISSANC', 'Date de naissance (JJ/MM/AAAA)'],
  birth_place: ['Lieu de naissance', 'CD_NAIS', 'VILLENAIS', 'birthPlace', 'Code INSEE naissance', 'Pays de naissance'],
  death_date: ['Date de décès', 'DT_DECES', 'Décédé(e) le', 'dateOfDeath'],
  sex: ['Sexe', 'CDSEXE', 'gender', 'Civilité'],
  phone: ['Tél. domicile', 'TELPORT', 'Portable', 'N° de téléphone', 'phone_1', 'GSM', 'TELEPHON'],
  email: ['Courriel', 'Adresse électronique', 'E-mail', 'adr_mail'],
  address: ['Adresse', 'ADR1', 'LIBVOIE', 'Domicile', 'address.line', 'ADRPAT'],
  address_more: ['ADR2', 'Complément d’adresse', 'adresse_ligne_3'],
  postcode: ['CP', 'CODPOS', 'CPOST', 'code_postal', 'zipCode', 'CODE_POSTA'],
  city: ['Ville', 'LIBCOM', 'LB_COM', 'Commune', 'address.city'],
  postcode_city: ['CP Ville', 'Code postal et commune'],
  iban: ['IBAN', 'RIB', 'Coordonnées bancaires'],
  insurance: ['Mutuelle', 'N° adhérent', 'Organisme complémentaire'],
  identity_document: ['N° CNI', 'Passeport', 'Titre de séjour'],
  visit_date: ['Date d’entrée', 'DTSORTIE', 'DATENTREE', 'Date de consultation', 'DT_ACTE'],
  medical: ['Motif d’hospitalisation', 'Diagnostic principal', 'UF', 'LIBACTE', 'Service', 'N° de chambre', 'Nom du médicament', 'Poids (kg)', 'Sample No.'],
  reference: ['sejour_id', 'subject.reference', 'patient_ref'],
  record_id: ['id', 'uuid'],
  free_text: ['Observations', 'Commentaire'],
  age: ['Âge', 'AGEPAT'],
  guardian: ['Représentant légal', 'Tuteur'],
  'relative phone': ['Tél. personne à prévenir', 'PERS_PREV_TEL', 'Téléphone de la mère'],
  'relative surname': ['contact.name.family', 'NOM_CONJOINT', 'Nom de la personne de confiance'],
  'professional surname': ['Nom du médecin traitant', 'NOMPRAT', 'prescripteur_nom'],
  'professional other': ['Médecin', 'MEDTRAIT', 'Presc.', 'Primary Care Physician'],
  'other phone': ['Tél. service'],
  '-': ['XKQ', '', '42'],
}; // prettier-ignore

for (const [wanted, names] of Object.entries(NAMES))
  test(`readColumnName reads ${wanted} in ${names.slice(0, 3).join(', ')} …`, () => {
    for (const name of names) assert.equal(reading(name), wanted, name);
  });

test('readColumnName does not mind capitals, accents, separators and small words', () => {
  const spellings = fc.constantFrom(
    (words: string[]) => words.join(' '),
    (words: string[]) => words.join('_').toUpperCase(),
    (words: string[]) => words.join('-'),
    (words: string[]) =>
      words.map((word, w) => (w === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join(''),
    (words: string[]) => words.join('\n'),
    (words: string[]) => `3. ${words.join(' ')} *`,
    (words: string[]) => words.join('').toUpperCase(),
  );
  const names: [string[], string][] = [
    [['date', 'naissance'], 'birth_date'],
    [['nom', 'naissance'], 'birth_name'],
    [['code', 'postal'], 'postcode'],
    [['nom', 'usage'], 'usage_name'],
    [['numéro', 'patient'], 'patient_number'],
    [['prénom', 'patient'], 'given_names'],
    [['lieu', 'naissance'], 'birth_place'],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...names), spellings, ([words, role], spell) => {
      assert.equal(reading(spell(words)), role);
    }),
  );
});

test('readColumnName answers any text, however long or odd', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (name) => void readColumnName(name)));
  const start = performance.now();
  readColumnName('NOMPRENOM'.repeat(10_000));
  assert.ok(performance.now() - start < 500);
});

test('columnWords splits what is glued by case, digits and signs, and closes open endings', () => {
  assert.deepEqual(columnWords('dateNaissance'), ['DATE', 'NAISSANCE']);
  assert.deepEqual(columnWords('INSNir_2'), ['INS', 'NIR', '2']);
  assert.deepEqual(columnWords('Né(e) le'), ['NE', 'LE']);
  assert.deepEqual(columnWords('N° d’adhérent'), ['NUMERO', 'D', 'ADHERENT']);
  assert.deepEqual(columnWords('D\u00e9c\u00e8s'), ['DECES']);
});
