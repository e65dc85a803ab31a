import type { ColumnRole } from '../columns/tableLayout.ts';
import { isTestNumber, roleOfNumber } from './frenchIdentifiers.ts';
import type { Sink } from './format.ts';
import { localName, type MarkupHandler } from './parseMarkup.ts';
import { type DeclaredCell, declaredCell, PatientWriter } from './patientWriter.ts';
import { trimEndOf } from '../text/trimEndOf.ts';

type Attributes = Readonly<Record<string, string>>;

/** Elements deeper than this are not told apart any more. */
const DEPTH_LIMIT = 200;

/** Elements whose names and contacts are a relative's. */
const RELATIVE = new Set(['guardian', 'relatedEntity', 'relatedSubject']);
/** Classes of associatedEntity and relatedEntity that are persons close to the patient: emergency contact, next of kin, contact, guardian … */
const CLOSE = new Set(['ECON', 'NOK', 'CON', 'GUARD', 'GUAR', 'PRS', 'CAREGIVER', 'AGNT', 'SUBJ']);
/** Elements whose names are professionals' or organisations'. */
const PROFESSIONAL = new Set([
  'author',
  'authenticator',
  'legalAuthenticator',
  'dataEnterer',
  'custodian',
  'performer',
  'informationRecipient',
  'participant',
  'informant',
  'responsibleParty',
  'encounterParticipant',
  'healthCareFacility',
  'providerOrganization',
  'representedOrganization',
  'scopingOrganization',
]);
/** Elements of the narrative that end a line, and those that end a cell. */
const LINES = new Set([
  'paragraph',
  'item',
  'tr',
  'br',
  'title',
  'caption',
  'list',
  'table',
  'text',
  'section',
  'value',
]);
const CELLS = new Set(['td', 'th']);

/** Takes the elements of a CDA document: first recordTarget, then the body. */
export class CdaReader implements MarkupHandler {
  readonly #patients: PatientWriter;
  readonly #stack: string[] = [];
  readonly #queue: (() => Promise<void>)[] = [];
  #identity: DeclaredCell[] = [];
  /** What the document's head says besides, until the patient's row goes out. */
  #head: DeclaredCell[] = [];
  #text = '';
  /** Depth of the outermost element that is not read (a signature, base64); 0 when there is none. */
  #skippedFrom = 0;
  #whose: 'person' | 'relative' | 'professional' = 'person';
  #whoseFrom = 0;
  #name: NameParts = new NameParts();
  #address: AddressParts = new AddressParts();
  #qualifier = '';
  #line = 1;
  #lines = '';
  #open = '';
  #patientBegun = false;

  constructor(sink: Sink) {
    this.#patients = new PatientWriter(sink);
  }

  async begin(): Promise<void> {
    await this.#patients.part('line', '');
  }

  open(fullName: string, attributes: Attributes): void {
    const name = localName(fullName);
    this.#takeText();
    this.#stack.push(name);
    const depth = this.#stack.length;
    if (this.#skippedFrom > 0) return;
    if (name === 'Signature' || attributes['representation'] === 'B64' || depth > DEPTH_LIMIT) {
      this.#skippedFrom = depth;
      return;
    }
    this.#turnTo(name, attributes, depth);
    if (name === 'recordTarget') this.#identity = [];
    if (name === 'component' && this.#isIn('ClinicalDocument', 2)) this.#beginPatient();
    if (name === 'name') this.#name = new NameParts();
    if (name === 'addr') this.#address = new AddressParts();
    this.#qualifier = attributes['qualifier'] ?? '';
    this.#readAttributes(name, attributes);
  }

  /** Whose data follow: the patient's, a relative's, a professional's. */
  #turnTo(name: string, attributes: Attributes, depth: number): void {
    const isClose = CLOSE.has(attributes['classCode'] ?? '');
    const isRelative = RELATIVE.has(name) || (name === 'associatedEntity' && isClose);
    if (isRelative) this.#whose = 'relative';
    else if (PROFESSIONAL.has(name) && this.#whose === 'person') this.#whose = 'professional';
    else return;
    if (this.#whoseFrom === 0) this.#whoseFrom = depth;
  }

  #readAttributes(name: string, attributes: Attributes): void {
    const parent = this.#stack.at(-2);
    const value = attributes['value'] ?? '';
    if (name === 'id' && parent === 'patientRole')
      this.#addNumber(attributes['root'] ?? '', attributes['extension'] ?? '');
    else if (name === 'telecom') this.#addContact(value);
    else if (name === 'administrativeGenderCode' && parent === 'patient')
      this.#add('administrativeGenderCode', 'sex', attributes['code'] ?? '');
    else if (name === 'birthTime') this.#add('birthTime', 'birth_date', value.slice(0, 8));
    else if (name === 'deceasedTime') this.#add('deceasedTime', 'death_date', value.slice(0, 8));
    else if (name === 'effectiveTime' && parent === 'ClinicalDocument')
      this.#head.push(declaredCell('effectiveTime', 'document_date', value.slice(0, 8)));
    else if (this.#isIn('encompassingEncounter', 2)) this.#readEncounter(name, attributes);
    else if (name === 'code' && (parent === 'ClinicalDocument' || parent === 'serviceEvent'))
      this.#head.push(
        declaredCell(`${parent}/code`, 'medical', attributes['displayName'] ?? attributes['code'] ?? ''),
      );
    else if (name === 'low' && this.#stack.at(-3) === 'encompassingEncounter')
      this.#head.push(declaredCell('encompassingEncounter', 'visit_date', value.slice(0, 8)));
  }

  #readEncounter(name: string, attributes: Attributes): void {
    if (name === 'id')
      this.#head.push(declaredCell('encompassingEncounter/id', 'stay_number', attributes['extension'] ?? ''));
    else if (name === 'effectiveTime')
      this.#head.push(
        declaredCell('encompassingEncounter', 'visit_date', (attributes['value'] ?? '').slice(0, 8)),
      );
  }

  text(text: string): void {
    if (this.#skippedFrom === 0) this.#text += text;
  }

  close(fullName: string): void {
    const name = localName(fullName);
    const depth = this.#stack.length;
    if (this.#skippedFrom > 0) {
      if (depth === this.#skippedFrom) this.#skippedFrom = 0;
      this.#text = '';
    } else {
      this.#takeText();
      if (name === 'name') this.#endName();
      else if (name === 'addr') this.#endAddress();
      if (LINES.has(name)) this.#endLine();
      else if (CELLS.has(name)) this.#open += '\t';
    }
    if (depth === this.#whoseFrom) {
      this.#whose = 'person';
      this.#whoseFrom = 0;
    }
    this.#stack.pop();
  }

  /** Hands on what has been read so far. */
  async flush(): Promise<void> {
    this.#endLines();
    for (const step of this.#queue.splice(0)) await step();
  }

  async end(): Promise<void> {
    this.#beginPatient();
    await this.flush();
    await this.#patients.end();
  }

  /** Whether the element `up` steps above (1: the open one) has this name. */
  #isIn(name: string, up: number): boolean {
    return this.#stack.at(-up) === name;
  }

  #takeText(): void {
    const text = this.#text.replace(/\s+/g, ' ');
    this.#text = '';
    if (text.trim() === '') {
      if (text !== '' && this.#open !== '' && !/\s$/.test(this.#open)) this.#open += ' ';
      return;
    }
    const name = this.#stack.at(-1) ?? '';
    if (this.#stack.includes('addr')) this.#address.take(name, text.trim());
    else if (this.#stack.includes('name')) this.#name.take(name, this.#qualifier, text.trim());
    else if (this.#isNarrative()) this.#open += text;
    else if (name === 'title' && this.#isIn('ClinicalDocument', 2))
      this.#head.push(declaredCell('title', 'medical', text));
  }

  #isNarrative(): boolean {
    return this.#stack.includes('component') && this.#stack.length > 2;
  }

  #endLine(): void {
    const line = trimEndOf(this.#open, ' \t').trimStart();
    this.#open = '';
    if (line !== '') this.#lines += `${line}\n`;
  }

  #endLines(): void {
    if (this.#lines === '') return;
    const text = this.#lines.slice(0, -1);
    const line = this.#line;
    this.#lines = '';
    this.#line += text.split('\n').length;
    this.#queue.push(() => this.#patients.text(text, line));
  }

  /** A datum of whoever is being spoken of; of the patient before the body it identifies. */
  #add(name: string, role: ColumnRole, text: string): void {
    if (text === '') return;
    const isRecord = this.#stack.includes('recordTarget');
    if (this.#whose === 'person' && !isRecord) return;
    const cell = declaredCell(name, role, text, this.#whose);
    if (this.#whose === 'person') this.#identity.push(cell);
    else if (this.#patientBegun) this.#queue.push(() => this.#patients.add([cell]));
    else this.#head.push(cell);
  }

  #addNumber(root: string, number: string): void {
    if (isTestNumber(root, '')) this.#add('id', 'test_mark', root);
    this.#add('id', roleOfNumber(root, ''), number);
  }

  #addContact(value: string): void {
    const address = value.replace(/^(?:tel|mailto|fax):/i, '');
    if (/^(?:https?|ftp|fax):/i.test(value)) return;
    this.#add('telecom', address.includes('@') ? 'email' : 'phone', address);
    // Patients' mailboxes are called by their social security number.
    const matricule = /^(\d{13,15})@patient\.mssante\.fr$/i.exec(address)?.[1];
    if (matricule !== undefined) this.#add('telecom', 'social_security', matricule);
  }

  #endName(): void {
    const whole = this.#name.whole();
    if (this.#whose !== 'person') this.#add('name', 'full_name', whole);
    else if (this.#isIn('patient', 2))
      for (const { role, text } of this.#name.cells()) this.#add('name', role, text);
  }

  #endAddress(): void {
    if (this.#isIn('place', 2)) this.#add('birthplace', 'birth_place', this.#address.whole());
    else for (const { role, text } of this.#address.cells()) this.#add('addr', role, text);
  }

  /** The head has been read: the patient is known. */
  #beginPatient(): void {
    if (this.#patientBegun) return;
    this.#patientBegun = true;
    const identity = this.#identity;
    const head = this.#head;
    this.#queue.push(async () => {
      await this.#patients.patient(identity, 1);
      await this.#patients.add(head);
    });
  }
}

/** The parts of a name with their qualifiers: BR birth, SP and CL in use. */
class NameParts {
  readonly #families: { qualifier: string; text: string }[] = [];
  readonly #givens: { qualifier: string; text: string }[] = [];
  #rest = '';

  take(element: string, qualifier: string, text: string): void {
    if (element === 'family') this.#families.push({ qualifier, text });
    else if (element === 'given') this.#givens.push({ qualifier, text });
    else if (element === 'name') this.#rest += ` ${text}`;
  }

  cells(): { role: ColumnRole; text: string }[] {
    const qualified = this.#givens.some(({ qualifier }) => /BR|CL/.test(qualifier));
    const families = this.#families.map(({ qualifier, text }) => ({ role: familyRole(qualifier), text }));
    // Beside the given name of the certificate, those without a qualifier are the list of all.
    const givens = this.#givens.map(({ qualifier, text }, i): { role: ColumnRole; text: string } => {
      const isUsed = /BR|CL/.test(qualifier) || (!qualified && i === 0);
      return { role: isUsed ? 'given_names' : 'other_names', text };
    });
    return [...families, ...givens, { role: 'full_name', text: this.#rest.trim() }];
  }

  whole(): string {
    return [...this.#families, ...this.#givens]
      .map(({ text }) => text)
      .concat(this.#rest.trim())
      .join(' ')
      .trim();
  }
}

function familyRole(qualifier: string): ColumnRole {
  if (/\bBR\b/.test(qualifier)) return 'birth_name';
  return /\b(?:SP|CL)\b/.test(qualifier) ? 'usage_name' : 'surname';
}

class AddressParts {
  readonly #parts: { element: string; text: string }[] = [];

  take(element: string, text: string): void {
    this.#parts.push({ element, text });
  }

  #of(...elements: string[]): string {
    return this.#parts
      .filter(({ element }) => elements.includes(element))
      .map(({ text }) => text)
      .join(' ');
  }

  cells(): { role: ColumnRole; text: string }[] {
    const lines = this.#parts.filter(({ element }) => element === 'streetAddressLine' || element === 'addr');
    const street = this.#of(
      'houseNumber',
      'houseNumberNumeric',
      'streetNameType',
      'streetName',
      'streetNameBase',
    );
    const all = [street, ...lines.map(({ text }) => text)].filter((text) => text !== '');
    return [
      { role: 'address', text: all[0] ?? '' },
      {
        role: 'address_more',
        text: [...all.slice(1), this.#of('unitID', 'additionalLocator', 'postBox')].join(' ').trim(),
      },
      { role: 'postcode', text: this.#of('postalCode') },
      { role: 'city', text: this.#of('city') },
    ];
  }

  whole(): string {
    return this.#parts.map(({ text }) => text).join(' ');
  }
}
