import type { PartSegment } from '../read/segment.ts';

/** A place inside an item in words: 'page 3', 'line 40', 'Feuil1!R12'; 'R12' where rows stand in a part without a name. */
export function locatorText({ place, number, name }: Omit<PartSegment, 'kind'>, position: number): string {
  if (place === 'page') return `page ${number}`;
  if (place !== 'row') return `line ${position}`;
  return name === '' ? `R${position}` : `${name}!R${position}`;
}
