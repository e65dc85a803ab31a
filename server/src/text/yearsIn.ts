/** A year between 1980 and 2049, by itself or in a date of eight digits, in either order; a date with a year of two digits. */
const YEAR = '(?:19[89]\\d|20[0-4]\\d)';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const WHOLE = new RegExp(
  `(?<!\\d)(?:(${YEAR})(?:${MONTH}${DAY})?|${DAY}${MONTH}(${YEAR})|${DAY}([-./_ ])${MONTH}\\3(\\d\\d))(?!\\d)`,
  'g',
);

/** The years that a title or the name of a file tells, as they stand: 'Suivi 2018', '20120806', '06-08-12'. */
export function yearsIn(text: string): number[] {
  return [...text.matchAll(WHOLE)].flatMap(([, first, last, , short]) => {
    const year = first ?? last;
    if (year !== undefined) return [Number(year)];
    const ofCentury = Number(short);
    if (ofCentury >= 80) return [1900 + ofCentury];
    return ofCentury < 50 ? [2000 + ofCentury] : [];
  });
}

/** The year that a path tells: the latest in the last name, or in the nearest folder with any; 0 where none does. */
export function yearOfPath(path: string): number {
  for (const name of path.split('/').reverse()) {
    const years = yearsIn(name);
    if (years.length > 0) return Math.max(...years);
  }
  return 0;
}
