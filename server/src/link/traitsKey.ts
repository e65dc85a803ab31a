import { decode } from '../text/windows1252.ts';
import type { Traits } from './traits.ts';

/** Everything of the traits that a name is compared by. */
export function namesKey(traits: Traits): string {
  const { nameParts, surnameParts, givenParts, otherParts, capitalParts, hasGivenName, initial } = traits;
  const { unknownNameWords, unknownSurnameWords, unknownGivenWords } = traits;
  const parts = `${nameParts.join(' ')}/${surnameParts.join(' ')}/${givenParts.join(' ')}/${otherParts.join(' ')}/${capitalParts.join(' ')}`;
  const stated = hasGivenName ? initial : -1 - initial;
  if (unknownNameWords.length === 0) return `${parts}/${stated}`;
  const words = [unknownNameWords, unknownSurnameWords, unknownGivenWords];
  return `${parts}/${stated}/${words.map((some) => some.map((word) => decode(word)).join(' ')).join('/')}`;
}

/** Everything that the traits say of a person by names, sex, birth date and age; null where more is stated, which is hardly ever written twice. */
export function personKey(traits: Traits): string | null {
  const { phoneOf, emailOf, nirOf, numberOf, hasNir, emailName, emailDomain, postcode, town, address } =
    traits;
  if (phoneOf.length + emailOf.length + nirOf.length > 0 || numberOf !== -1 || hasNir) return null;
  if (emailName + emailDomain + postcode + town + address > 0) return null;
  const { sex, birthDate, shortYear, age, ageYear, isAgeDated, initials } = traits;
  const aged = age < 0 ? '' : `${age} ${ageYear} ${isAgeDated}`;
  return `${namesKey(traits)}|${birthDate}${shortYear ? 's' : ''}/${sex}/${aged}/${initials.join(' ')}`;
}
