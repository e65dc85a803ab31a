import type { DocumentKnowledge } from './documentKnowledge.ts';
import { type Entity, hasIdentity } from './entity.ts';
import {
  REGISTERED,
  REGISTERED_BARE,
  REGISTERED_BARE_MEDICAL,
  REGISTERED_STAFF,
  REGISTERED_SURNAME,
} from './weights.ts';

/**
 * The prior probability that somebody named in a text is a patient of the register, by what the text says besides the name: number, birth date or a
 * registered phone say so; civility and labels say that it is a person; medical words beside a bare name that it is a patient; papers about the house that
 * it is not. A surname alone says little, unless it stands in a column of names or with an age: staff and relatives do not.
 */
export function registeredPrior(entity: Entity, document: DocumentKnowledge): number {
  const { traits } = entity;
  if (hasIdentity(entity) || traits.phoneOf.length > 0 || traits.emailOf.length > 0) return REGISTERED;
  const prior = namedPrior(entity, document);
  const isPatients = traits.hasGivenName || entity.listed || traits.age >= 0;
  return isPatients ? prior : Math.min(prior, REGISTERED_SURNAME);
}

function namedPrior(entity: Entity, document: DocumentKnowledge): number {
  if (entity.introduced) return entity.clinical || !document.isHousePaper ? REGISTERED : REGISTERED_STAFF;
  if (entity.clinical) return REGISTERED_BARE_MEDICAL;
  return document.isHousePaper ? REGISTERED_STAFF : REGISTERED_BARE;
}

/**
 * The least number of persons outside of the register who bear the name of one inside. Staff are patients of their own hospital often enough: that a name
 * of a staff paper stands in the register says nothing.
 */
export function namesakesOutside(registered: number): number | undefined {
  return registered <= REGISTERED_STAFF ? 1 : undefined;
}
