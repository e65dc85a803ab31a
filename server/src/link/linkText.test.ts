import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TestLinker } from './testLinker.ts';

const FANETTI = '84000001';
const DELMASSE = '84000003';
const QUERNEC = '84000005';
const GOAZIOU = '84000007';
const LY = '84000008';
const DIAYE = '84000011';
const VILLE = '84000012';
const BEBE = '84000013';

/** Invented persons whose names are written in many ways. */
const linker = new TestLinker([
  { patientNumber: FANETTI, birthName: 'Fanetti', givenNames: ['Marie'], sex: 'F', birthDate: 19840714, nir: '2840791228999', phones: ['0612345678'], email: 'marie.fanetti@courriel.example', address: '12 rue du Puits', postcode: '28000' },
  { patientNumber: DELMASSE, birthName: 'Lorquet', usageName: 'Delmasse', givenNames: ['Jeanne', 'Anne'], sex: 'F', birthDate: 19480417 },
  { patientNumber: QUERNEC, birthName: 'Quernec', givenNames: ['Yann'], sex: 'M', birthDate: 19620930, phones: ['0698765432'] },
  { patientNumber: GOAZIOU, birthName: 'Le Goaziou', givenNames: ['Marie-Claire'], sex: 'F', birthDate: 19550512 },
  { patientNumber: LY, birthName: 'Ly', givenNames: ['Thi Mai'], sex: 'F', birthDate: 19790101 },
  { patientNumber: '84000009', birthName: 'Rose', givenNames: ['Prosper'], sex: 'M', birthDate: 19390000 },
  { patientNumber: DIAYE, birthName: "N'Diaye", givenNames: ['Awa'], sex: 'F', birthDate: 19900909 },
  { patientNumber: VILLE, birthName: 'De La Villemarqué', givenNames: ['Théodore'], sex: 'M', birthDate: 19310805 },
  { patientNumber: BEBE, birthName: 'Blanchefort', givenNames: ['Bébé'], sex: 'M', birthDate: 20210302 },
  { patientNumber: '84000014', birthName: 'Villa', givenNames: ['Lætitia'], sex: 'F', birthDate: 19700505 },
  { patientNumber: '84000015', birthName: 'Do', givenNames: ['Yvette'], sex: 'F', birthDate: 19270711 },
]); // prettier-ignore

const ofLetter = (name: string): string =>
  `Consultation de cardiologie.\nVu ce jour ${name} pour douleur thoracique. ECG normal.\n`;

/** Texts of which each must show exactly these patients; with `shown`, these categories of the first of them. */
function expectIn(texts: readonly string[], patients: readonly string[], shown?: string): void {
  for (const text of texts) {
    const found = linker.link(text);
    assert.deepEqual([...found.keys()].sort(), [...patients].sort(), text);
    if (shown !== undefined) assert.equal(found.get(patients[0]!), shown, text);
  }
}

test('a married woman is found by usage name, birth name and both, in any order', () => {
  const names = ['Mme DELMASSE Jeanne', 'Madame Jeanne DELMASSE', 'Mme DELMASSE, Jeanne', 'DELMASSE/JEANNE', 'DELMASSE Jeanne née LORQUET', 'DELMASSE née LORQUET Jeanne',
    'Mme LORQUET ép. DELMASSE Jeanne', 'LORQUET épouse DELMASSE Jeanne', 'DELMASSE-LORQUET Jeanne', 'Jeanne DELMASSE (née LORQUET)', 'DELMASSE (LORQUET) Jeanne', 'Mme Vve DELMASSE Jeanne',
    'Madame veuve DELMASSE née LORQUET Jeanne', 'DELMASSE Jeanne nom de jeune fille LORQUET', 'mme delmasse jeanne', 'MME DELMASSE JEANNE', 'Mlle LORQUET Jeanne', 'M./Mme DELMASSE Jeanne']; // prettier-ignore
  expectIn(names.map(ofLetter), [DELMASSE]);
});

test('particles, hyphens, apostrophes and ligatures may be written apart, together, in any sign or not at all', () => {
  expectIn(
    ['Mme LE GOAZIOU Marie-Claire', 'Mme LEGOAZIOU Marie Claire', 'mme le goaziou marie-claire', 'Madame Marie\u2011Claire LE GOAZIOU', 'Mme LE GOAZIOU MARIECLAIRE', 'Mme LE\u00a0GOAZIOU Marie-Claire'].map(ofLetter), // prettier-ignore
    [GOAZIOU],
  );
  expectIn(["Mme N'DIAYE Awa", 'Mme N’DIAYE Awa', 'NDIAYE Awa', 'Mme N DIAYE Awa'].map(ofLetter), [DIAYE]);
  expectIn(['M. de La Villemarqué Théodore', 'DE LA VILLEMARQUE THEODORE', 'VILLEMARQUE Théodore (de la)'].map(ofLetter), [VILLE]); // prettier-ignore
  expectIn(['Mme VILLA Laetitia', 'Lætitia VILLA', 'Mme VILLA LAETITIA'].map(ofLetter), ['84000014']);
  expectIn(['Mme LY Thi Mai', 'LY Thi-Mai'].map(ofLetter), [LY]);
  expectIn([ofLetter('Mme DO Yvette')], ['84000015']);
  expectIn([ofLetter('D E L M A S S E   J E A N N E')], [DELMASSE]);
});

test('a name is found though the end of a line or of a narrow cell breaks it', () => {
  expectIn(
    ['LE GOAZIOU\nMarie-Claire', 'Mme Marie\nClaire LE GOAZIOU', 'Mme LE\nGOAZIOU Marie-Claire'].map(ofLetter), // prettier-ignore
    [GOAZIOU],
  );
  expectIn(
    ['08:40\nQUER\nNEC\nYann\n30/09/1962 post-op\n', '08:40\nQuern\nec\nYann\n30/09/1962 post-op\n'],
    [QUERNEC],
  );
});

test('a patient is found in a form whatever its labels and wherever its values stand', () => {
  const forms = [
    "Nom d'usage : DELMASSE\nNom de naissance : LORQUET\nPrénom : Jeanne\nDate de naissance : 17/04/1948",
    'NOM : DELMASSE\nPRENOM : JEANNE\nNEE LE : 17/04/1948',
    'Nom\tDELMASSE\nPrénom\tJeanne\nDate de naissance\t17/04/1948',
    "Nom d'usage\tNom de naissance\tPrénom\tDate de naissance\nDELMASSE\tLORQUET\tJeanne\t17/04/1948",
    "Nom d'usage / Nom de naissance / Prénom(s)\nDELMASSE / LORQUET / Jeanne\nNée le 17/04/1948",
    "NOM D'USAGE          NOM DE NAISSANCE     PRENOM          DATE DE NAISSANCE\nDELMASSE             LORQUET              JEANNE          17/04/1948",
    '| Nom | Prénom | Né(e) le |\n|-----|--------|----------|\n| DELMASSE | Jeanne | 17/04/1948 |',
    'Nom usuel DELMASSE Prénom Jeanne Né(e) le 17/04/1948',
    'Nom: DELMASSE Prénom: Jeanne Née le: 17/04/1948 Sexe: F',
    "Nom de naissance\nLORQUET\nNom d'usage\nDELMASSE\nPrénom\nJeanne\nDate de naissance\n17/04/1948",
    'Patient\nDELMASSE Jeanne\n17/04/1948',
    'PATIENT\nDELMASSE\nJeanne\n17/04/1948',
    'Last name: DELMASSE\nFirst name: Jeanne\nDOB: 17/04/1948',
    'Nom et prénom du patient ....... DELMASSE Jeanne\nDate de naissance ........... 17/04/1948',
    'N. naiss. : LORQUET   N. usage : DELMASSE   Prén. : Jeanne   D. naiss. : 17/04/1948',
    'Nom naiss.: LORQUET / Nom us.: DELMASSE / Prénom: Jeanne / DN: 17.04.48',
    'Nom du patient (en capitales) : DELMASSE\nPrénom : Jeanne\nDate de naissance : 17 / 04 / 1948',
    'Je soussigné(e) (nom, prénom) : DELMASSE Jeanne né(e) le :\n17/04/1948',
    'nom: delmasse\nprénom: jeanne\nddn: 17/04/1948',
    'nom=DELMASSE;prenom=Jeanne;ddn=17/04/1948',
  ];
  expectIn(
    forms.map(
      (form) =>
        `CENTRE HOSPITALIER DE VALMONT\nService de cardiologie\n\n${form}\n\nMotif : douleur thoracique\n`,
    ),
    [DELMASSE],
    'birth_date',
  );
});

test('a birth date is one in every spelling and behind every label', () => {
  const spelled = fc.constantFrom('14/07/1984', '14.07.1984', '14-07-84', '14/7/84', '14 juillet 1984', '14 JUILLET 1984', '1984-07-14', '14 07 1984', '14 juil. 1984', '14071984', '19840714', '14 / 07 / 1984', '14\njuillet 1984'); // prettier-ignore
  const label = fc.constantFrom('née le ', 'DDN : ', 'Date de naissance : ', 'né(e) le : ', 'D.N. ', 'DN : ', 'Naissance : ', 'Née : ', 'dob: ', 'Date of birth: ', 'née le\n', 'Date de naissance\n'); // prettier-ignore
  fc.assert(
    fc.property(spelled, label, (date, before) => {
      if (date.includes('\n') && before.includes('\n')) return;
      const found = linker.link(`Patient : FANETTI Marie ${before}${date}\nECG normal, asthme.`);
      assert.deepEqual([...found], [[FANETTI, 'birth_date']], before + date);
    }),
  );
});

test('identifiers are found behind their labels and bare, with any spacing', () => {
  const numbers = ['IPP : 84000001', 'N° IPP 84000001', 'Dossier n°84000001', 'N° permanent : 84000001', 'IPP\n84000001', 'I.P.P. 84000001', 'ipp=84000001', 'Numéro de dossier patient : 84 000 001', '(84000001)', 'N° 84000001']; // prettier-ignore
  expectIn(numbers.map((number) => `Patient : FANETTI Marie ${number}\nECG normal, asthme.`), [FANETTI], 'patient_number'); // prettier-ignore
  const nir = ['N° SS : 2 84 07 91 228 999 53', 'n° sécu 2.84.07.91.228.999.53', 'Immatriculation 2840791228999 / 53', 'N° de sécurité sociale\n2 84 07 91 228 999 53', 'SS 2 84 07 91 228\n999 53']; // prettier-ignore
  expectIn(
    nir.map((number) => `Patient : FANETTI Marie\n${number}\nAsthme.`),
    [FANETTI],
    'social_security',
  );
});

test('the spacing of digits does not matter', () => {
  const spaced = (digits: string): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom('', ' ', '.', '-', '\u00a0'), { minLength: digits.length - 1, maxLength: digits.length - 1 }).map((gaps) => digits.replace(/./g, (digit, at: number) => (at === 0 ? digit : gaps[at - 1]! + digit))); // prettier-ignore
  fc.assert(
    fc.property(
      spaced('0612345678'),
      spaced('2840791228999'),
      fc.constantFrom('53', ' 53', ' / 53', ' clé 53'),
      (phone, body, key) => {
        const nir = body + key;
        assert.equal(
          linker.link(`Patient : FANETTI Marie tél. ${phone}\nAsthme.`).get(FANETTI),
          'phone',
          phone,
        );
        const found = linker.link(`Patient : FANETTI Marie N° SS : ${nir}\nAsthme.`);
        assert.equal(found.get(FANETTI), 'social_security', nir);
      },
    ),
  );
});

test('phone numbers and addresses are found in all groupings and layouts', () => {
  const phones = ['06 12 34 56 78', '+33(0)612345678', '0033 6 12 34 56 78', '06/12/34/56/78', '(06) 12 34 56 78', '612345678', '06 12 34\n56 78']; // prettier-ignore
  expectIn(
    phones.map((phone) => `Patient : FANETTI Marie Tél : ${phone}\nAsthme.`),
    [FANETTI],
    'phone',
  );
  const addresses = ['12 rue du Puits 28000 CHARTRES', '12, rue du Puits\n28000 Chartres', 'demeurant 12 rue du Puits à Chartres (28000)', 'Adresse\n12 rue du Puits\nRésidence des Lilas\n28000 CHARTRES', 'Lieu-dit Kerhor\n28000 CHARTRES', 'Adresse : Résidence Les Lilas, appt 4, Chartres']; // prettier-ignore
  expectIn(addresses.map((address) => `Patient : Mme FANETTI Marie\n${address}\nAsthme connu.`), [FANETTI], 'postal_address'); // prettier-ignore
});

test('professionals are no patients, even of a patient’s name: by title, function, signature, head of mail, roster', () => {
  expectIn(
    [
      'Dr Yann QUERNEC\nService de pneumologie\nCher confrère, merci de ce patient.',
      'Médecin traitant : QUERNEC Yann',
      'Prescripteur : M. QUERNEC Yann',
      'vu par Yann QUERNEC, interne',
      'Yann QUERNEC\nInterne de garde',
      'QUERNEC Yann - IDE',
      'Secrétariat : Yann QUERNEC, poste 4512',
      'Chirurgien : Yann QUERNEC   Anesthésiste : Jeanne DELMASSE',
      'Opérateur : QUERNEC Yann\nAide : FANETTI Marie\nInstrumentiste : DELMASSE Jeanne',
      'Bonjour,\nmerci de commander des toners.\nCordialement,\nYann QUERNEC\nService informatique',
      'De : QUERNEC Yann\nEnvoyé : lundi 3 mars 2014 09:12\nÀ : secretariat\nObjet : planning\n\nOK pour moi.',
      'From: Yann QUERNEC <y.quernec@hopital-valmont.example>\nTo: tous@hopital-valmont.example\nSubject: congés\n\nJe serai absent.',
      'PLANNING IDE juillet 2019\nQUERNEC Yann   M  S  N  RH\nFANETTI Marie  N  N  RH M',
      'Présents : Yann QUERNEC, Jeanne DELMASSE, Marie FANETTI\nOrdre du jour : budget',
      'Le 12/03/2019 QUERNEC Yann (IDE) a écrit : pansement refait',
      'Nous habitons 12 rue Jeanne Delmasse',
      'Hôpital Jeanne Delmasse - Service de cardiologie',
      'Entreprise Yann QUERNEC - plomberie - devis',
    ],
    [],
  );
});

test('the name of a doctor stays the doctor’s where it stands again without a title', () => {
  expectIn(
    [
      'Yann QUERNEC\nCentre hospitalier de Valmont\n\nPatiente : FANETTI Marie, née le 14/07/1984\nAsthme.\n\nDr Yann QUERNEC',
    ],
    [FANETTI],
    'birth_date',
  );
});

test('relatives expose the patient’s family and are no patients, even of a patient’s name', () => {
  const relatives = ['Personne à prévenir : M. QUERNEC Yann (fils) 06 98 76 54 32', 'Personne de confiance : QUERNEC Yann', 'accompagnée de son mari Yann QUERNEC', 'M. Yann QUERNEC (époux)', 'M. QUERNEC Yann, lien : époux, tél. 06 98 76 54 32', 'Tuteur : M. QUERNEC Yann, UDAF', 'Mère : DELMASSE Jeanne', 'À prévenir\nM. Yann QUERNEC\nTél : 06 98 76 54 32', 'M. Yann\nQuernec\n(époux)']; // prettier-ignore
  expectIn(
    relatives.map((relative) => `Patiente : FANETTI Marie, née le 14/07/1984\nAsthme.\n${relative}\n`),
    [FANETTI],
    'birth_date family',
  );
  expectIn(
    ['M. Yann QUERNEC (neveu de Mme FANETTI Marie) a appelé, 06 55 44 33 22, nouvelles SVP'],
    [FANETTI],
    'family',
  );
});

test('an age counts on the pages behind too, whatever their dates', () => {
  const first = 'Le 19 novembre 2013\nl’enfant Yann QUERNEC, 5 ans\nFurosémide 40 mg : 1 cp le matin\n';
  for (const second of ['Titre : Ordonnance\n', 'Ordonnance modifiée le 23/11/2026\n'])
    assert.deepEqual([...linker.link(first, second)], []);
});

test('a relation in brackets with a name behind it is that name’s', () => {
  expectIn(
    ['la famille de M. Yann QUERNEC (nièce, QUERNEC Carole, 06 48 94 28 98) demande un rendez-vous avec le médecin.', 'M. QUERNEC Yann (fils : Paul QUERNEC) demande son dossier médical.'], // prettier-ignore
    [QUERNEC],
    'family',
  );
});

test('a relative with a birth date of their own in the register is a patient too', () => {
  expectIn(
    [
      'Mère : DELMASSE Jeanne\nnée le 17/04/1948\nCésarienne programmée\nEnfant : BLANCHEFORT Bébé\nNé(e) le 02/03/2021\n',
    ],
    [DELMASSE, BEBE],
    'birth_date family',
  );
});

test('lists hold a person a line, with each line’s data', () => {
  expectIn(["Liste d'attente bloc\n\nQUERNEC Yann   30/09/1962   06 98 76 54 32   cataracte\nFANETTI Marie   14/07/1984   06 12 34 56 78   hallux\nDELMASSE Jeanne   17/04/1948      PTH\n"], [QUERNEC, FANETTI, DELMASSE], 'birth_date phone'); // prettier-ignore
  expectIn(['- QUERNEC Yann, 30/09/62, PTH\n- FANETTI Marie, 14/07/84, hallux\n'], [QUERNEC, FANETTI], 'birth_date'); // prettier-ignore
  expectIn(['quernec yann 30/09/1962 pth\nfanetti marie 14/07/1984 hallux\n'], [QUERNEC, FANETTI], 'birth_date'); // prettier-ignore
  expectIn(['NOM                 PRENOM              VILLE           NE(E) LE\nQUERNEC             YANN                Brest           30/09/1962\nFANETTI             MARIE               Chartres        14/07/1984\n'], [QUERNEC, FANETTI], 'birth_date postal_address'); // prettier-ignore
});

test('in a list of birth dates a namesake of another date is somebody else', () => {
  expectIn(['QUERNEC Yann (12/05/1990) fracture\nFANETTI Marie (14/07/1984) asthme\nDELMASSE Jeanne (17/04/1948) HTA'], [FANETTI, DELMASSE], 'birth_date'); // prettier-ignore
  expectIn(['Patient : QUERNEC Yann, 12 ans. Fracture du radius.\nLe 12/03/2019'], []);
});

test('a mail about several patients shows them all, quoted ones too', () => {
  expectIn(
    [
      'De : Secrétariat <sec@hopital.example>\nObjet : RE: RDV M. QUERNEC Yann\n\nOui pour jeudi.\n\nLe 3 mars 2014, Dr Anne Martin a écrit :\n> Peux-tu déplacer le rendez-vous de Mme Jeanne DELMASSE (17/04/1948) ?\n',
    ],
    [DELMASSE, QUERNEC],
    'birth_date',
  );
});

test('who writes from a private address, or from one that the register has, is a patient', () => {
  expectIn(['De : Marie Fanetti <marie.fanetti@courriel.example>\nObjet : rendez-vous\n\nBonjour, je souhaite annuler mon rendez-vous.\nMarie Fanetti\n06 12 34 56 78'], [FANETTI], 'email phone'); // prettier-ignore
  expectIn(['De : Yann Quernec <yann.quernec62@gmail.com>\nÀ : secretariat@hopital-valmont.example\nObjet : ordonnance\n\nBonjour, pouvez-vous renvoyer mon ordonnance ?'], [QUERNEC], 'email'); // prettier-ignore
});

test('a year of two digits is of either century, in words too', () => {
  const old = new TestLinker([{ patientNumber: '1', birthName: 'Quernec', givenNames: ['Yann'], birthDate: 19190826 }]); // prettier-ignore
  for (const date of ['26/08/19', '26-août-19', '26 août 19'])
    assert.deepEqual([...old.link(ofLetter(`QUERNEC Yann, né le ${date},`))], [['1', 'birth_date']], date);
});

test('initials with a birth date are whoever was born that day and bears them', () => {
  expectIn(['M. F., née le 14/07/1984, va mieux.', 'Dossier 2. F.M. (née le 14.7.84). Chimiothérapie.', 'le point sur F. M., née le 14 juillet 1984 : asthme'], [FANETTI], 'birth_date'); // prettier-ignore
  expectIn(['Q. M., née le 14/07/1984, va mieux.', 'M. F., née le 15/07/1984, va mieux.', 'le Dr M. F. a vu le patient le 14/07/1984.'], []); // prettier-ignore
});

test('bare numbers are patients’ where they are too many to be there by chance', () => {
  const people = Array.from({ length: 40 }, (_, i) => ({ patientNumber: `${17_000_000 + i * i * 977}${'ABCDEFGHJK'[i % 10]!}`, birthName: `Nom${i}`, givenNames: ['Luc'], birthDate: 19500101 })); // prettier-ignore
  const register = new TestLinker(people, 0);
  const [a, b, c] = [people[3]!, people[17]!, people[30]!].map((one) => one.patientNumber);
  const grouped = a!.replace(/^(\d\d)(\d{6})/, '$1-$2-');
  assert.deepEqual(
    [...register.link(`Dossiers à sortir des archives :\n${a!}\n${b!}\n${c!}\n`).keys()],
    [a, b, c],
  );
  assert.deepEqual([...register.link(`Le patient ${grouped} attend son brancard.`).keys()], [a]);
  // Running numbers without letters stand for anything.
  const running = new TestLinker([{ patientNumber: '70003001', birthName: 'Quernec', givenNames: ['Yann'] }]);
  assert.deepEqual([...running.link('Factures :\n70003001\n70000005\n70000006\n').keys()], []);
});

test('numbers of social security in a list are one person each', () => {
  const nirs = ['2840791228999', '1620956228911'];
  const register = new TestLinker(nirs.map((nir, i) => ({ patientNumber: String(i), birthName: 'Quernec', givenNames: ['Yann'], nir }))); // prettier-ignore
  assert.equal(register.link(`Rejets\nImmatriculation   Motif\n${nirs.join('  droits fermés\n')}  nom erroné\n`).size, 2); // prettier-ignore
});

test('a number of another patient on a line of its own is about that other patient', () => {
  expectIn(['Appeler M. QUERNEC Yann, né le 30/09/1962, pour son rendez-vous\nIPP 84000001 : erreur mutuelle, refaire la PEC\nIPP 84000003 : idem'], [QUERNEC, FANETTI, DELMASSE], 'birth_date'); // prettier-ignore
});

test('identity documents, insurances and accounts are the patient’s; accounts to be paid into are not', () => {
  const about = (datum: string): string => `Patiente : FANETTI Marie, née le 14/07/1984\n${datum}\n`;
  expectIn(['CNI n° 880692310285', 'Passeport n° 12AB34567', 'Titre de séjour n° 9903123456', 'Pièce d’identité présentée : CNI n° 880692310285', 'P<FRAFANETTI<<MARIE<<<<<<<<<<<<<<<<<<<<<<<<<\n12AB345674FRA8407142F2501017<<<<<<<<<<<<<<06'].map(about), [FANETTI], 'birth_date identity_document'); // prettier-ignore
  expectIn(['Mutuelle : MGEN n° 12345678', 'N° d’adhérent : 7788990011', 'Mutuelle : MGEN', 'Complémentaire santé : Malakoff n° contrat 123-456'].map(about), [FANETTI], 'birth_date insurance'); // prettier-ignore
  const account = 'FR14 2004 1010 0505 0001 3M02 606';
  expectIn([`IBAN : ${account}`, `échéancier accepté sur votre compte\n${account}`, `IBAN du débiteur\t${account}`].map(about), [FANETTI], 'bank birth_date'); // prettier-ignore
  expectIn([`Règlement par virement à l'ordre du Trésor public\nIBAN : ${account}`, `À régler : Centre hospitalier de Valmont, IBAN ${account}`].map(about), [FANETTI], 'birth_date'); // prettier-ignore
});

test('phones of letter heads, doctors and services are nobody’s', () => {
  const heads = ['Service de cardiologie - Tél. 02 37 12 34 56', 'Médecin traitant : Dr Durand 02 37 12 34 56', 'Centre hospitalier de Valmont\n1 rue de la Paix\n28000 CHARTRES\nTél 02 37 12 34 56', 'Consultations externes - 02 37 12 34 56']; // prettier-ignore
  expectIn(heads.map((head) => `${head}\n\nPatiente : FANETTI Marie, née le 14/07/1984\nAsthme\n`), [FANETTI], 'birth_date'); // prettier-ignore
});

test('a hospital’s document about somebody is medical, a paper about an account or an insurance is not', () => {
  const letter = 'CENTRE HOSPITALIER DE VALMONT\n\nMadame Marie FANETTI\n12 rue du Puits\n28000 CHARTRES\n\nMadame, nous vous prions de bien vouloir nous retourner le questionnaire ci-joint, dûment rempli, sous huit jours.'; // prettier-ignore
  assert.equal(linker.isMedical(letter, FANETTI), true);
  const refund = 'Demande de remboursement\nJe soussignée FANETTI Marie, demeurant 12 rue du Puits 28000 Chartres, demande le remboursement de la somme de 56 euros sur le compte ci-dessous.\nIBAN : FR14 2004 1010 0505 0001 3M02 606'; // prettier-ignore
  assert.equal(linker.isMedical(refund, FANETTI), false);
});

test('any way to write a name finds its bearer, and the birth date with it', () => {
  const order = fc.constantFrom(
    (surname: string, given: string) => `${surname} ${given}`,
    (surname: string, given: string) => `${given} ${surname}`,
    (surname: string, given: string) => `${surname}, ${given}`,
    (surname: string, given: string) => `${surname}/${given}`,
  );
  const letters = fc.constantFrom(
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => name.normalize('NFD').replace(/\p{M}/gu, ''),
    (name: string) => name.toUpperCase().normalize('NFD').replace(/\p{M}/gu, ''),
  );
  const person = fc.constantFrom(
    { number: FANETTI, surname: 'Fanetti', given: 'Marie', date: '14/07/1984', civility: 'Mme ' },
    { number: QUERNEC, surname: 'Quernec', given: 'Yann', date: '30/09/1962', civility: 'M. ' },
    {
      number: GOAZIOU,
      surname: 'Le Goaziou',
      given: 'Marie-Claire',
      date: '12/05/1955',
      civility: 'Madame ',
    },
    { number: VILLE, surname: 'De La Villemarqué', given: 'Théodore', date: '05/08/1931', civility: 'Mr ' },
  );
  const before = fc.constantFrom('', 'Patient : ', 'Concerne ', 'Objet : ', 'Bilan de ', '- ', '12. ', '\t');
  const behind = fc.constantFrom(', né(e) le ', ' (', ' ', '\t', ' ; ', '\nDDN : ');
  fc.assert(
    fc.property(
      person,
      order,
      letters,
      before,
      fc.boolean(),
      behind,
      (who, arrange, spell, start, civil, gap) => {
        const name = arrange(spell(who.surname), spell(who.given));
        const text = `Service de cardiologie\n${start}${civil ? who.civility : ''}${name}${gap}${who.date}${gap === ' (' ? ')' : ''} asthme\n`;
        assert.deepEqual([...linker.link(text)], [[who.number, 'birth_date']], text);
      },
    ),
    { numRuns: 400 },
  );
});

test('a number that the register writes in groups is known as it is written, and without its signs', () => {
  const fanetti = { patientNumber: 'P012345-7', birthName: 'Fanetti', givenNames: ['Marie'], birthDate: 19840714 }; // prettier-ignore
  const others = Array.from({ length: 300 }, (_, i) => ({ patientNumber: `P0${20_000 + 31 * i}-${i % 10}`, birthName: 'Autrea', givenNames: ['Luc'], birthDate: 19500101 + (i % 28) })); // prettier-ignore
  const grouped = new TestLinker([fanetti, ...others], 0);
  for (const number of ['P012345-7', 'P0123457', 'P012345 7'])
    assert.equal(
      grouped.link(`FANETTI Marie\t14/07/1984\t${number}\tDr MARTIN`).get('P012345-7'),
      'birth_date patient_number',
      number,
    );
  assert.equal(
    grouped.link('FANETTI Marie\t14/07/1984\tP012345-8\tDr MARTIN').get('P012345-7'),
    'birth_date',
  );
});

test('whom a label calls a professional is a patient where name and birth date are a patient’s', () => {
  expectIn(
    ['Demandeur\tFANETTI Marie\nNé(e) le\t14/07/1984\n', 'Demandeur : FANETTI Marie\nNée le : 14/07/1984\n'],
    [FANETTI],
    'birth_date',
  );
  expectIn(
    [
      'Demandeur : FANETTI Marie\nDossier relu.\n',
      'Demandeur : FANETTI Marie\nNée le : 15/08/1951\n',
      'Demandeur : FANETTI Marie\nPatient : M. AUTREA Luc, né le 14/07/1984\n',
    ],
    [],
  );
});

test('an address ends with its cell: who stands in the next one is somebody', () => {
  const found = linker.link(
    'M. Yann QUERNEC\n3 rue du Port\n28000 CHARTRES\tMme Marie FANETTI\n12 rue du Puits\n28000 CHARTRES\n',
  );
  assert.equal(found.get(FANETTI), 'postal_address');
});

test('a birth date as Oracle writes it is one', () => {
  expectIn(['FANETTI Marie 14-JUL-84 suivie en cardiologie'], [FANETTI], 'birth_date');
  expectIn(['DELMASSE Jeanne 17-APR-48 suivie en cardiologie'], [DELMASSE], 'birth_date');
});
