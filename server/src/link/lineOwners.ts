import type { Entity } from './entity.ts';

/** Who a datum belongs to: a person, somebody who does not matter (staff, an organisation), a relative without a name, or nobody known. */
export type Owner = Entity | 'other' | 'relative' | null;

/** The mentions of one line with whom they mean, in order; asked for each datum of the line, in order. */
export class LineOwners {
  readonly #starts: number[] = [];
  readonly #owners: Owner[] = [];
  /** Who calls about somebody: 'MARTIN Luc, fils de MARTIN Anne, tél. …'. */
  caller: Owner = null;
  #firstPerson: Entity | null = null;
  /** The patients of the line, each once. */
  readonly persons: Entity[] = [];
  #next = 0;
  #nearest: Owner = null;

  add(start: number, owner: Owner, isCaller: boolean): void {
    this.#starts.push(start);
    this.#owners.push(owner);
    if (isCaller) this.caller ??= owner;
    if (!isEntity(owner)) return;
    this.#firstPerson ??= owner;
    if (!this.persons.includes(owner)) this.persons.push(owner);
  }

  /** The mention nearest before the end of a datum, else the first person of the line. */
  beside(end: number): Owner {
    for (; this.#next < this.#starts.length && this.#starts[this.#next]! < end; this.#next++)
      this.#nearest = this.#owners[this.#next] ?? this.#nearest;
    return this.#nearest ?? this.#firstPerson;
  }

  /** Whose the lines below are, as far as this one says. */
  get last(): Owner {
    return this.caller ?? this.#owners.at(-1) ?? null;
  }
}

/** Whether an owner is a person with a name. */
export function isEntity(owner: Owner): owner is Entity {
  return owner !== null && typeof owner !== 'string';
}
