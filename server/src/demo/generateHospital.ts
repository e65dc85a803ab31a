import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Document, notice, WRITERS } from './documents.ts';
import {
  docxFile,
  htmlFile,
  mailFile,
  odsFile,
  odtFile,
  pdfFile,
  tarGzFile,
  textFile,
  xlsxFile,
  zipFile,
} from './fileWriters.ts';
import {
  frenchDate,
  type InventedPatient,
  inventPatient,
  isoDate,
  spacedPhone,
  usedName,
} from './inventPatient.ts';
import { Random } from './random.ts';
import { REPRESENTATIVE_HEADER, representativeCells, withCountry } from './representatives.ts';
import { DISEASES, DRUGS, SURNAMES, WARDS, WOMEN } from './wordLists.ts';

export interface HospitalOptions {
  /** Folder to make; it gets patients.csv, files/ and truth.jsonl. */
  readonly dir: string;
  readonly patients: number;
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Whom a file concerns, and with what: as the measurements compare it. */
export interface TruthLine {
  readonly path: string;
  readonly patient: string;
  readonly categories: readonly string[];
  readonly years: readonly [number, number] | null;
  readonly certain: true;
}

/** An invented hospital: its register and its stolen files. The same seed gives the same bytes. */
export async function generateHospital(
  options: HospitalOptions,
): Promise<{ register: string; evidence: string; truth: string }> {
  const random = new Random(options.seed);
  const patients = inventPatients(random, options.patients);
  const register = join(options.dir, 'patients.csv');
  const evidence = join(options.dir, 'files');
  const truth = join(options.dir, 'truth.jsonl');
  await mkdir(evidence, { recursive: true });
  await writeFile(register, registerFile(patients));
  const share = new FileShare(random, patients, evidence);
  await share.fill(options.onProgress);
  await writeFile(truth, share.truth.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { register, evidence, truth };
}

function inventPatients(random: Random, count: number): InventedPatient[] {
  return Array.from({ length: count }, (_, i) => withCountry(inventPatient(random, i), i));
}

/** The register as the hospital's administration exports it. */
export function registerFile(patients: readonly InventedPatient[]): Buffer {
  const header = `N° patient;INS;Nom de naissance;Nom d'usage;Prénom;Sexe;Né(e) le;Adresse;Code postal;Commune;Pays;Téléphone;Courriel;${REPRESENTATIVE_HEADER}`;
  const rows = patients.map((p) =>
    [
      p.number,
      p.nir,
      p.birthName.toUpperCase(),
      p.usageName.toUpperCase(),
      p.givenName,
      p.sex,
      frenchDate(p),
      p.street,
      p.postcode,
      p.town,
      p.country,
      spacedPhone(p.phone),
      p.email,
      ...representativeCells(p),
    ].join(';'),
  );
  return textFile([header, ...rows, ''], 'windows-1252');
}

/** One file to be written. */
interface PlannedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Fills the folder of stolen files. Patients are drawn from a part of the register: the others are not concerned. */
class FileShare {
  readonly truth: TruthLine[] = [];
  readonly #random: Random;
  readonly #seen: readonly InventedPatient[];
  readonly #folder: string;
  #serial = 0;

  constructor(random: Random, patients: readonly InventedPatient[], folder: string) {
    this.#random = random;
    this.#seen = random.sample(
      patients,
      Math.min(patients.length, Math.max(20, Math.floor(patients.length * 0.4))),
    );
    this.#folder = folder;
  }

  async fill(onProgress?: (done: number, total: number) => void): Promise<void> {
    const tasks: (() => Promise<PlannedFile[]>)[] = [
      ...Array.from({ length: 240 }, () => () => this.#letter()),
      ...Array.from({ length: 12 }, (_, i) => () => this.#table(i)),
      ...Array.from({ length: 6 }, (_, i) => () => this.#dump(i)),
      ...Array.from({ length: 40 }, () => () => this.#mail()),
      ...Array.from({ length: 6 }, () => () => this.#wardList()),
      () => this.#mailbox(),
      () => this.#archives(),
      () => this.#records(),
      ...Array.from({ length: 20 }, () => () => this.#nobody()),
      () => this.#broken(),
    ];
    for (const [i, task] of tasks.entries()) {
      for (const file of await task()) await this.#write(file);
      onProgress?.(i + 1, tasks.length);
    }
  }

  async #write({ path, bytes }: PlannedFile): Promise<void> {
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }

  #note(path: string, patient: InventedPatient, categories: readonly string[], year: number | null): void {
    this.truth.push({
      path,
      patient: patient.number,
      categories: [...categories].sort(),
      years: year === null ? null : [year, year],
      certain: true,
    });
  }

  #year(): number {
    return this.#random.int(2006, 2022);
  }

  #unique(title: string): string {
    return `${title.replace(/[^\p{L}\p{N} _'-]/gu, ' ')} ${++this.#serial}`;
  }

  /** A letter in one of the formats of an office. */
  async #letter(): Promise<PlannedFile[]> {
    const patient = this.#random.pick(this.#seen);
    const document = this.#random.pick(WRITERS)(this.#random, patient, this.#year());
    const file = await this.#render(
      document,
      `Services/${this.#random.pick(WARDS)}/${document.year}/${this.#unique(document.title)}`,
    );
    this.#note(file.path, patient, document.categories, document.year);
    return [file];
  }

  async #render(document: Document, base: string): Promise<PlannedFile> {
    const { lines, title } = document;
    switch (this.#random.int(0, 7)) {
      case 0:
        return {
          path: `${base}.txt`,
          bytes: textFile(lines, this.#random.pick(['utf8', 'utf8-bom', 'windows-1252', 'utf16'] as const)),
        };
      case 1:
      case 2:
        return { path: `${base}.docx`, bytes: await docxFile(lines) };
      case 3:
        return { path: `${base}.odt`, bytes: await odtFile(lines) };
      case 4:
        return { path: `${base}.html`, bytes: htmlFile(title, lines) };
      default:
        return { path: `${base}.pdf`, bytes: pdfFile(lines) };
    }
  }

  /** An extraction of the statistics department: CSV, XLSX or ODS, other columns each time. */
  async #table(i: number): Promise<PlannedFile[]> {
    const random = this.#random;
    const year = this.#year();
    const patients = random.sample(this.#seen, random.int(30, 90));
    const withNir = random.chance(0.5);
    const withContact = random.chance(0.6);
    const header = [
      'NUMPAT',
      'NOM',
      'PRENOM',
      'DNAISS',
      ...(withNir ? ['N_SECU'] : []),
      ...(withContact ? ['TELEPHONE', 'ADRESSE', 'CP', 'COMMUNE'] : []),
      'DATE_ENTREE',
      'DIAGNOSTIC',
    ];
    const rows = patients.map((p) => [
      p.number, usedName(p).toUpperCase(), p.givenName.toUpperCase(), i % 2 === 0 ? frenchDate(p) : isoDate(p), ...(withNir ? [p.nir] : []),
      ...(withContact ? [p.phone, p.street, p.postcode, p.town] : []), `${String(random.int(1, 28)).padStart(2, '0')}/03/${year}`, random.pick(DISEASES),
    ]); // prettier-ignore
    const base = `Statistiques/${year}/${this.#unique('extraction')}`;
    const kind = (['csv', 'xlsx', 'ods'] as const)[i % 3]!;
    const path = `${base}.${kind}`;
    for (const p of patients) {
      const optional = [
        ...(withNir && p.nir !== '' ? ['social_security'] : []),
        ...(withContact ? ['postal_address', ...(p.phone === '' ? [] : ['phone'])] : []),
      ];
      this.#note(path, p, ['name', 'birth_date', 'patient_number', 'medical', ...optional], year);
    }
    const all = [header, ...rows];
    if (kind === 'xlsx') return [{ path, bytes: await xlsxFile('Séjours', all) }];
    if (kind === 'ods') return [{ path, bytes: await odsFile('Séjours', all) }];
    return [
      {
        path,
        bytes: textFile(
          all.map((row) => row.join(i % 2 === 0 ? ';' : ',')),
          'windows-1252',
        ),
      },
    ];
  }

  /** A dump of a small application's database. */
  #dump(i: number): Promise<PlannedFile[]> {
    const random = this.#random;
    const year = this.#year();
    const patients = random.sample(this.#seen, 60);
    const path = `Informatique/sauvegardes/${this.#unique('base')}.sql`;
    for (const p of patients)
      this.#note(
        path,
        p,
        ['name', 'birth_date', 'patient_number', 'medical', ...(p.nir === '' ? [] : ['social_security'])],
        year,
      );
    const quote = (text: string): string => (text === '' ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
    const lines =
      i % 2 === 0
        ? [
            '-- MySQL dump 10.13', 'CREATE TABLE `malade` (`id` int, `numero` varchar(10), `nom` varchar(40), `prenom` varchar(40), `ddn` date, `secu` char(15));',
            `INSERT INTO \`malade\` VALUES ${patients.map((p, k) => `(${k + 1},${quote(p.number)},${quote(p.birthName)},${quote(p.givenName)},${quote(isoDate(p))},${quote(p.nir)})`).join(',')};`,
            'CREATE TABLE `passage` (`id` int, `malade_id` int, `date_passage` date, `motif` varchar(80));',
            `INSERT INTO \`passage\` VALUES ${patients.map((_, k) => `(${k + 900},${k + 1},'${year}-05-1${k % 9}',${quote(random.pick(DISEASES))})`).join(',')};`,
          ]
        : [
            '-- PostgreSQL database dump', 'COPY public.consultants (numero, nom, prenom, date_naissance, nir, date_acte, acte) FROM stdin;',
            ...patients.map((p) => [p.number, p.birthName, p.givenName, isoDate(p), p.nir || '\\N', `${year}-02-03`, random.pick(DISEASES)].join('\t')), '\\.',
          ]; // prettier-ignore
    return Promise.resolve([{ path, bytes: Buffer.from(lines.join('\n')) }]);
  }

  #mailBytes(patient: InventedPatient, document: Document, attachment: PlannedFile): Buffer {
    const lines = [
      'Bonjour,',
      '',
      `Vous trouverez ci-joint le document de ${usedName(patient).toUpperCase()} ${patient.givenName}, né(e) le ${frenchDate(patient)}.`,
      `Motif : ${this.#random.pick(DISEASES)}.`,
      '',
      'Cordialement,',
      'Le secrétariat',
    ];
    return mailFile({
      from: 'secretariat@hopital-saint-piat.example',
      to: 'archives@hopital-saint-piat.example',
      subject: `Document ${document.year}`,
      date: `Tue, 0${this.#random.int(1, 9)} Mar ${document.year} 09:30:00 +0100`,
      lines,
      attachments: [{ name: attachment.path.split('/').at(-1)!, bytes: attachment.bytes }],
    });
  }

  async #mail(): Promise<PlannedFile[]> {
    const patient = this.#random.pick(this.#seen);
    const document = this.#random.pick(WRITERS)(this.#random, patient, this.#year());
    const attachment = { path: `document-${++this.#serial}.pdf`, bytes: pdfFile(document.lines) };
    const path = `Messagerie/${document.year}/${this.#unique('message')}.eml`;
    this.#note(path, patient, ['name', 'birth_date', 'medical'], document.year);
    this.#note(`${path}!/${attachment.path}`, patient, document.categories, document.year);
    return await Promise.resolve([{ path, bytes: this.#mailBytes(patient, document, attachment) }]);
  }

  async #mailbox(): Promise<PlannedFile[]> {
    const path = 'Messagerie/archives.mbox';
    const messages: Buffer[] = [];
    for (let n = 1; n <= 12; n++) {
      const [mail] = await this.#mail();
      messages.push(
        Buffer.from(`From secretariat Tue Mar  1 09:00:00 2016\n`),
        Buffer.from(mail!.bytes),
        Buffer.from('\n\n'),
      );
      const former = mail!.path;
      for (const [at, line] of this.truth.entries())
        if (line.path.startsWith(former))
          this.truth[at] = { ...line, path: line.path.replace(former, `${path}!/message-${n}`) };
    }
    return [{ path, bytes: Buffer.concat(messages) }];
  }

  /** A list of the ward's rounds: a line each. */
  #wardList(): Promise<PlannedFile[]> {
    const year = this.#year();
    const patients = this.#random.sample(this.#seen, 12);
    const path = `Services/Gériatrie/${year}/${this.#unique('Tour du matin')}.pdf`;
    const lines = [`Tour du matin - Gériatrie - 12/01/${year}`, ''];
    patients.forEach((p, i) => {
      lines.push(
        `Lit ${i + 1}   ${usedName(p).toUpperCase()} ${p.givenName} (${frenchDate(p)})   ${this.#random.pick(DISEASES)}`,
      );
      this.#note(path, p, ['name', 'birth_date', 'medical'], year);
    });
    return Promise.resolve([{ path, bytes: pdfFile(lines) }]);
  }

  /** Letters in a zip (one archive inside another), and in a tar.gz. */
  async #archives(): Promise<PlannedFile[]> {
    const zipPath = 'Informatique/sauvegardes/bureau.zip';
    const tarPath = 'Informatique/sauvegardes/secretariat.tar.gz';
    const inner = await zipFile(await this.#letters(8, `${zipPath}!/anciens.zip!/`));
    const outer = await zipFile([
      ...(await this.#letters(8, `${zipPath}!/`)),
      { name: 'anciens.zip', bytes: inner },
    ]);
    return [
      { path: zipPath, bytes: outer },
      { path: tarPath, bytes: tarGzFile(await this.#letters(8, `${tarPath}!/`)) },
    ];
  }

  async #letters(count: number, prefix: string): Promise<{ name: string; bytes: Uint8Array }[]> {
    const entries: { name: string; bytes: Uint8Array }[] = [];
    for (let i = 0; i < count; i++) {
      const patient = this.#random.pick(this.#seen);
      const document = this.#random.pick(WRITERS)(this.#random, patient, this.#year());
      const file = await this.#render(document, `lettre-${++this.#serial}`);
      entries.push({ name: file.path, bytes: file.bytes });
      this.#note(prefix + file.path, patient, document.categories, document.year);
    }
    return entries;
  }

  /** Exports of interfaces: JSON, NDJSON, XML. */
  #records(): Promise<PlannedFile[]> {
    const patients = this.#random.sample(this.#seen, 45);
    const json = 'Informatique/interfaces/rendez-vous.json';
    const ndjson = 'Informatique/interfaces/flux.ndjson';
    const xml = 'Informatique/interfaces/patients.xml';
    patients.forEach((p, i) =>
      this.#note(
        [json, ndjson, xml][i % 3]!,
        p,
        ['name', 'birth_date', 'patient_number', ...(i % 3 === 2 ? [] : ['medical'])],
        null,
      ),
    );
    const of = (rest: number): InventedPatient[] => patients.filter((_, i) => i % 3 === rest);
    const appointment = (p: InventedPatient): object => ({
      patient: { numero: p.number, nom: p.birthName, prenom: p.givenName, naissance: isoDate(p) },
      rdv: { date: '2021-09-14', motif: this.#random.pick(DISEASES) },
    });
    const element = (p: InventedPatient): string =>
      `<patient><ipp>${p.number}</ipp><nom>${p.birthName}</nom><prenom>${p.givenName}</prenom><dateNaissance>${isoDate(p)}</dateNaissance></patient>`;
    return Promise.resolve([
      {
        path: json,
        bytes: Buffer.from(JSON.stringify({ source: 'agenda', rendezVous: of(0).map(appointment) }, null, 1)),
      },
      {
        path: ndjson,
        bytes: Buffer.from(
          of(1)
            .map((p) => JSON.stringify(appointment(p)))
            .join('\n'),
        ),
      },
      {
        path: xml,
        bytes: Buffer.from(
          `<?xml version="1.0" encoding="UTF-8"?>\n<export>${of(2).map(element).join('\n')}</export>`,
        ),
      },
    ]);
  }

  /** Files that concern no patient: notices, a list of suppliers, a person from elsewhere. */
  async #nobody(): Promise<PlannedFile[]> {
    const random = this.#random;
    if (random.chance(0.3)) {
      const stranger = inventPatient(random, 9_000_000 + this.#serial);
      const document = random.pick(WRITERS)(
        random,
        { ...stranger, birthName: `${stranger.birthName}-Zylberac`, usageName: '' },
        this.#year(),
      );
      return [await this.#render(document, `Services/Urgences/exterieurs/${this.#unique('courrier')}`)];
    }
    if (random.chance(0.3)) {
      const rows = [
        ['Fournisseur', 'Contact', 'Produit'],
        ...Array.from({ length: 15 }, () => [
          `${random.pick(SURNAMES)} SA`,
          random.pick(WOMEN),
          random.pick(DRUGS),
        ]),
      ];
      return [{ path: `Achats/${this.#unique('fournisseurs')}.xlsx`, bytes: await xlsxFile('Liste', rows) }];
    }
    const document = notice(random);
    return [await this.#render(document, `Direction/notes/${this.#unique(document.title)}`)];
  }

  /** What a file share also holds: empty, cut, encrypted, programs, formats without a reader. */
  async #broken(): Promise<PlannedFile[]> {
    const whole = await zipFile([{ name: 'a.txt', bytes: Buffer.from('rien') }]);
    const encrypted = Buffer.from(whole);
    encrypted[6]! |= 1;
    const directory = encrypted.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    encrypted[directory + 8]! |= 1;
    return [
      { path: 'Divers/vide.txt', bytes: Buffer.alloc(0) },
      { path: 'Divers/protege.zip', bytes: encrypted },
      { path: 'Divers/coupe.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog') },
      { path: 'Divers/installer.exe', bytes: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500, 7)]) },
      {
        path: 'Divers/scan.jpg',
        bytes: Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(300, 9)]),
      },
    ];
  }
}
