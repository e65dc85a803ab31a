import type { Json } from './flattenRecord.ts';
import { localName, type MarkupHandler } from './parseMarkup.ts';

const DEPTH_LIMIT = 100;

interface Open {
  readonly name: string;
  readonly value: { [key: string]: Json };
  /** The value attribute of a primitive. */
  readonly scalar: string | null;
}

/** Turns FHIR XML into the objects that FHIR JSON has, resource by resource (the entries of a bundle as they close). */
export class FhirXmlHandler implements MarkupHandler {
  readonly #stack: Open[] = [];
  readonly #done: { resource: Json; fullUrl: string }[] = [];
  #fullUrl = '';
  /** Depth of the narrative (xhtml), which is kept as text. */
  #narrativeFrom = 0;
  #text = '';
  #tooDeep = 0;

  open(fullName: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(fullName);
    if (this.#stack.length >= DEPTH_LIMIT) {
      this.#tooDeep++;
      return;
    }
    const parent = this.#stack.at(-1);
    const value: { [key: string]: Json } = {};
    if (parent === undefined || parent.name === 'resource' || parent.name === 'contained')
      value['resourceType'] = name;
    for (const key of ['url', 'id']) if (attributes[key] !== undefined) value[key] = attributes[key];
    this.#stack.push({ name, value, scalar: attributes['value'] ?? null });
    if (name === 'div' && this.#narrativeFrom === 0) {
      this.#narrativeFrom = this.#stack.length;
      this.#text = '';
    }
  }

  text(text: string): void {
    if (this.#narrativeFrom > 0) this.#text += text;
  }

  close(): void {
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    const depth = this.#stack.length;
    const open = this.#stack.pop();
    if (open === undefined) return;
    const parent = this.#stack.at(-1);
    let value: Json = open.scalar ?? open.value;
    if (depth === this.#narrativeFrom) {
      value = this.#text.replace(/\s+/g, ' ').trim();
      this.#narrativeFrom = 0;
    } else if (this.#narrativeFrom > 0) return;
    if (parent === undefined) this.#done.push({ resource: value, fullUrl: '' });
    else if (parent.name === 'resource' || parent.name === 'contained') Object.assign(parent.value, value);
    else if (open.name === 'fullUrl' && typeof value === 'string') this.#fullUrl = value;
    else if (open.name === 'resource' && this.#isEntry()) {
      this.#done.push({ resource: value, fullUrl: this.#fullUrl });
      this.#fullUrl = '';
    } else append(parent.value, open.name, value);
  }

  #isEntry(): boolean {
    return this.#stack.at(-1)?.name === 'entry' && this.#stack.at(-2)?.value['resourceType'] === 'Bundle';
  }

  /** The resources that have closed since it was last asked. */
  take(): { resource: Json; fullUrl: string }[] {
    return this.#done.splice(0);
  }
}

function append(into: { [key: string]: Json }, name: string, value: Json): void {
  const known = into[name];
  if (known === undefined) into[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else into[name] = [known, value];
}
