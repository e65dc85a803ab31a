import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import { DeclaredRows } from './declaredRows.ts';
import type { Json } from './flattenRecord.ts';
import type { Sink } from './format.ts';
import { isTestNumber, roleOfNumber } from './frenchIdentifiers.ts';
import type { PlaceKind } from './segment.ts';

/** An object of a resource. */
type Node = Readonly<Record<string, Json>>;

const DEPTH_LIMIT = 40;
/** Patients of one resource (an appointment, a group) that get a row each. */
const PATIENTS_LIMIT = 50;

/** Resources that say nothing of patients: professionals, organisations, definitions. */
const IMPERSONAL =
  /^(?:Practitioner|PractitionerRole|Organization|OrganizationAffiliation|Location|HealthcareService|Endpoint|Device|DeviceDefinition|Medication|Substance|StructureDefinition|ValueSet|CodeSystem|ConceptMap|CapabilityStatement|OperationDefinition|SearchParameter|ImplementationGuide|NamingSystem|Questionnaire|PlanDefinition|ActivityDefinition|Library|Measure|OperationOutcome|Parameters|MessageHeader|Schedule|Slot|Subscription)$/;
/** Resources about money: what they say is insurance. */
const INSURANCE =
  /^(?:Coverage|Account|Invoice|Claim|ClaimResponse|ExplanationOfBenefit|CoverageEligibility\w+)$/;
/** Elements that refer to the patient whom the resource is about. */
const PERSON_ELEMENT = /^(?:subject|patient|beneficiary|individual|for|source)$/;
/** Keys whose values say nothing of a person. */
const SILENT_KEY =
  /^(?:resourceType|id|meta|system|url|version|versionId|status|intent|use|rank|linkId|language|implicitRules|extension|modifierExtension|contentType|data|hash|size|type|mode|request|response|search)$/;

/**
 * Writes FHIR resources (R4, FR Core; french-formats.md 6) as rows whose columns are declared: a Patient with his names, numbers and contacts,
 * everything else as data about the patient it refers to. Contained resources and the entries of bundles are resources of their own.
 */
export class FhirWriter {
  readonly #rows: DeclaredRows;

  constructor(sink: Sink) {
    this.#rows = new DeclaredRows(sink);
  }

  async begin(place: PlaceKind): Promise<void> {
    await this.#rows.part(place, '');
  }

  /** Writes a resource; `number` is its line or its position, `fullUrl` the address that a bundle gives it. */
  async resource(resource: Json, number: number, fullUrl = '', depth = 0): Promise<void> {
    if (!isNode(resource) || depth > 3) return;
    const type = textOf(resource['resourceType']);
    for (const contained of list(resource['contained']))
      await this.resource(contained, number, '', depth + 1);
    if (type === 'Bundle') {
      for (const [i, entry] of list(resource['entry']).entries())
        if (isNode(entry))
          await this.resource(entry['resource'] ?? null, i + 1, textOf(entry['fullUrl']), depth + 1);
      return;
    }
    if (type === 'Patient') this.#patient(resource, fullUrl);
    else if (type === 'RelatedPerson') this.#relatedPerson(resource);
    else if (type === 'Person') this.#person(resource);
    else if (!IMPERSONAL.test(type)) {
      await this.#about(resource, type, number);
      return;
    }
    await this.#rows.endRow(number);
  }

  async end(): Promise<void> {
    await this.#rows.flush();
  }

  #cell(name: string, role: ColumnRole, text: string, subject: ColumnSubject = 'person'): void {
    this.#rows.cell(name, role, text, subject);
  }

  #patient(patient: Node, fullUrl: string): void {
    const id = textOf(patient['id']);
    this.#cell('id', 'record_id', id);
    if (idOf(fullUrl) !== id) this.#cell('fullUrl', 'record_id', idOf(fullUrl));
    for (const link of list(patient['link']))
      if (isNode(link)) this.#cell('link.other', 'record_id', idOf(referenceOf(link['other'])));
    this.#person(patient);
    this.#extensions(patient);
    this.#cell('deceasedDateTime', 'death_date', textOf(patient['deceasedDateTime']).slice(0, 10));
    for (const contact of list(patient['contact']))
      if (isNode(contact)) this.#contacts(contact, 'contact', 'relative');
    for (const doctor of list(patient['generalPractitioner']))
      if (isNode(doctor))
        this.#cell('generalPractitioner', 'full_name', textOf(doctor['display']), 'professional');
    const narrative = patient['text'];
    if (isNode(narrative)) this.#cell('text.div', 'free_text', withoutTags(textOf(narrative['div'])));
  }

  #person(person: Node): void {
    for (const identifier of list(person['identifier'])) this.#identifier(identifier, 'identifier');
    this.#contacts(person, '', 'person');
    this.#cell('gender', 'sex', textOf(person['gender']));
    this.#cell('birthDate', 'birth_date', textOf(person['birthDate']));
  }

  #relatedPerson(person: Node): void {
    this.#contacts(person, '', 'relative');
    this.#cell('patient.reference', 'reference', idOf(referenceOf(person['patient'])));
  }

  #identifier(identifier: Json, path: string): void {
    if (!isNode(identifier)) return;
    const value = textOf(identifier['value']);
    const oid = textOf(identifier['system']).replace(/^urn:oid:/, '');
    const types = codesOf(identifier['type']);
    if (isTestNumber(oid, types[0] ?? '')) this.#cell(`${path}.system`, 'test_mark', oid || types[0]!);
    const role = types.map((type) => roleOfNumber(oid, type)).find((found) => found !== 'identifier');
    this.#cell(`${path}.value`, role ?? roleOfNumber(oid, ''), value);
  }

  /** Names, telecoms and addresses of a person or of a contact. */
  #contacts(node: Node, path: string, subject: ColumnSubject): void {
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    for (const name of list(node['name'])) this.#name(name, at('name'), subject);
    for (const telecom of list(node['telecom'])) {
      if (!isNode(telecom) || /^(?:fax|url|pager)$/.test(textOf(telecom['system']))) continue;
      const value = textOf(telecom['value']);
      this.#cell(at('telecom.value'), value.includes('@') ? 'email' : 'phone', value, subject);
    }
    for (const address of list(node['address'])) this.#address(address, at('address'), subject);
  }

  #name(name: Json, path: string, subject: ColumnSubject): void {
    if (typeof name === 'string') this.#cell(path, 'full_name', name, subject);
    if (!isNode(name)) return;
    const family = textOf(name['family']) || list(name['family']).map(textOf).join(' ');
    const given = list(name['given']).map(textOf);
    if (subject !== 'person') {
      const whole = [family, ...given].join(' ').trim() || textOf(name['text']);
      this.#cell(path, 'full_name', whole, subject);
      return;
    }
    const role = roleOfName(textOf(name['use']));
    this.#cell(`${path}.family`, role, family);
    this.#cell(`${path}.given`, role === 'other_names' ? role : 'given_names', given[0] ?? '');
    this.#cell(`${path}.given`, 'other_names', given.slice(1).join(' '));
    if (family === '') this.#cell(`${path}.text`, 'full_name', textOf(name['text']));
    for (const extension of list(name['extension']))
      if (isNode(extension)) this.#cell(`${path}.extension`, 'other_names', textOf(extension['valueString']));
  }

  #address(address: Json, path: string, subject: ColumnSubject): void {
    if (!isNode(address)) return;
    const lines = list(address['line']).map(textOf);
    const city = textOf(address['city']);
    this.#cell(`${path}.line`, 'address', lines[0] ?? '', subject);
    this.#cell(`${path}.line`, 'address_more', lines.slice(1).join(' '), subject);
    this.#cell(`${path}.postalCode`, 'postcode', textOf(address['postalCode']), subject);
    this.#cell(`${path}.city`, 'city', city, subject);
    if (lines.length === 0 && city === '')
      this.#cell(`${path}.text`, 'address', textOf(address['text']), subject);
  }

  /** Place of birth, mother's name, and whether the identity is a fictitious one. */
  #extensions(patient: Node): void {
    for (const extension of list(patient['extension'])) {
      if (!isNode(extension)) continue;
      const url = textOf(extension['url']);
      if (/birthPlace$/i.test(url))
        this.#cell('birthPlace', 'birth_place', allTexts(extension['valueAddress'] ?? null));
      if (/mothersMaidenName$/i.test(url))
        this.#cell('mothersMaidenName', 'full_name', textOf(extension['valueString']), 'relative');
      if (/identityReliability|identity-reliability/i.test(url) && /\bFICT\b/.test(allTexts(extension)))
        this.#cell('identityReliability', 'test_mark', 'FICT');
    }
  }

  /** A resource about a patient: a row for each patient it refers to. */
  async #about(resource: Node, type: string, number: number): Promise<void> {
    const found: Found = { cells: [], patients: new Set() };
    collect(resource, type, '', INSURANCE.test(type) ? 'insurance' : 'medical', found, 0);
    const patients = [...found.patients].slice(0, PATIENTS_LIMIT);
    for (const patient of patients.length > 0 ? patients : ['']) {
      this.#cell('subject.reference', 'reference', patient);
      this.#cell('resourceType', INSURANCE.test(type) ? 'insurance' : 'medical', type);
      for (const { name, role, text, subject } of found.cells) this.#cell(name, role, text, subject);
      await this.#rows.endRow(number);
    }
  }
}

interface Found {
  readonly cells: { name: string; role: ColumnRole; text: string; subject: ColumnSubject }[];
  readonly patients: Set<string>;
}

/** Gathers what a resource says: its patients, whose name or number may stand beside the reference, codes and words, dates. */
function collect(
  value: Json,
  key: string,
  path: string,
  role: ColumnRole,
  found: Found,
  depth: number,
): void {
  if (value === null || depth > DEPTH_LIMIT) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, key, path, role, found, depth + 1);
  } else if (typeof value !== 'object') {
    const leaf = leafRole(key, String(value), role);
    if (leaf !== null)
      found.cells.push({ name: path, role: leaf, text: withoutTags(String(value)), subject: 'person' });
  } else if (typeof value['reference'] === 'string' || PERSON_ELEMENT.test(key))
    collectReference(value, key, path, found);
  else
    for (const [name, item] of Object.entries(value))
      if (!SILENT_KEY.test(name) || (name === 'type' && isNode(item)))
        collect(item, name, path === '' ? name : `${path}.${name}`, role, found, depth + 1);
}

function collectReference(value: Node, key: string, path: string, found: Found): void {
  const reference = textOf(value['reference']);
  const isPatient = /(?:^|\/)Patient\//.test(reference) || textOf(value['type']) === 'Patient';
  const isPerson = PERSON_ELEMENT.test(key) && !/(?:^|\/)[A-Z]\w+\//.test(reference);
  if (isPatient || isPerson) {
    if (reference !== '') found.patients.add(idOf(reference));
    found.cells.push({
      name: `${path}.display`,
      role: 'full_name',
      text: textOf(value['display']),
      subject: 'person',
    });
    const identifier = value['identifier'];
    if (isNode(identifier))
      found.cells.push({
        name: `${path}.identifier`,
        role: roleOfNumber(
          textOf(identifier['system']).replace(/^urn:oid:/, ''),
          codesOf(identifier['type'])[0] ?? '',
        ),
        text: textOf(identifier['value']),
        subject: 'person',
      });
  } else if (typeof value['display'] === 'string')
    found.cells.push({
      name: `${path}.display`,
      role: 'full_name',
      text: value['display'],
      subject: 'professional',
    });
}

/** What a scalar is: a date, a number of the insured, words to be read, or a code of the resource's kind; null for what says nothing. */
function leafRole(key: string, text: string, role: ColumnRole): ColumnRole | null {
  if (text === '' || text.length > 1 << 20) return null;
  if (/^\d{4}-\d\d(?:-\d\d)?(?:T|$)/.test(text)) return role === 'medical' ? 'visit_date' : 'document_date';
  if (key === 'subscriberId' || (role === 'insurance' && normaliseNir(text) !== null))
    return 'insured_number';
  if (key === 'div' || text.length > 60) return 'free_text';
  return role;
}

function roleOfName(use: string): ColumnRole {
  if (use === 'official' || use === 'maiden') return 'birth_name';
  if (use === 'usual') return 'usage_name';
  return use === '' ? 'surname' : 'other_names';
}

function isNode(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An element that may repeat: none, one or many (FHIR XML of one repetition looks like a single one). */
function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Codes of a CodeableConcept. */
function codesOf(value: Json | undefined): string[] {
  return list(value)
    .flatMap((concept) => (isNode(concept) ? list(concept['coding']) : []))
    .map((coding) => (isNode(coding) ? textOf(coding['code']) : ''))
    .filter((code) => code !== '');
}

function referenceOf(value: Json | undefined): string {
  return list(value)
    .map((item) => (isNode(item) ? textOf(item['reference']) : ''))
    .join('');
}

/** 'Patient/p1', 'http://host/fhir/Patient/p1/_history/3', 'urn:uuid:p1', '#p1' -> 'p1'. */
function idOf(reference: string): string {
  const plain = reference.replace(/\/_history\/.*$/, '');
  return plain.slice(Math.max(...['/', '#', ':'].map((sign) => plain.lastIndexOf(sign))) + 1);
}

function allTexts(value: Json): string {
  if (isNode(value)) return Object.values(value).map(allTexts).join(' ').trim();
  return Array.isArray(value) ? value.map(allTexts).join(' ') : textOf(value);
}

/** The text of a narrative. */
function withoutTags(text: string): string {
  return text.includes('<')
    ? text
        .replace(/<[^<>]{0,2000}>/g, ' ')
        .replace(/[ \t]+/g, ' ')
        .trim()
    : text;
}
