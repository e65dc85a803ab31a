/** Whether two folded words differ by one typing error (insertion, deletion, substitution or exchange of neighbours), or one is a cut form of the other. */
export function similarParts(a: Uint8Array, b: Uint8Array): boolean {
  const shorter = a.length <= b.length ? a : b;
  const longer = a.length <= b.length ? b : a;
  if (shorter.length < 4) return false;
  return oneEditApart(shorter, longer) || (shorter.length >= 7 && isPrefix(shorter, longer));
}

function isPrefix(shorter: Uint8Array, longer: Uint8Array): boolean {
  for (let i = 0; i < shorter.length; i++) if (shorter[i] !== longer[i]) return false;
  return true;
}

function oneEditApart(shorter: Uint8Array, longer: Uint8Array): boolean {
  const extra = longer.length - shorter.length;
  if (extra > 1) return false;
  let i = 0;
  while (i < shorter.length && shorter[i] === longer[i]) i++;
  if (extra === 1) return restEqual(shorter, i, longer, i + 1);
  return restEqual(shorter, i + 1, longer, i + 1) || isExchange(shorter, longer, i);
}

function isExchange(a: Uint8Array, b: Uint8Array, i: number): boolean {
  return a[i] === b[i + 1] && a[i + 1] === b[i] && restEqual(a, i + 2, b, i + 2);
}

function restEqual(a: Uint8Array, i: number, b: Uint8Array, j: number): boolean {
  for (; i < a.length || j < b.length; i++, j++) if (a[i] !== b[j]) return false;
  return true;
}
