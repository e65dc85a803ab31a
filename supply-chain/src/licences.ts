/** Licences under which a package may come: permissive ones, MPL-2.0, whose files stay what they are, and OFL-1.1 for fonts (SPDX identifiers). Ours is the EUPL-1.2. */
const ALLOWED = new Set([
  '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'EUPL-1.2', 'ISC', 'MIT', 'MIT-0', 'MPL-2.0', 'OFL-1.1', 'PostgreSQL', 'Unlicense',
]); // prettier-ignore

/** Whether an SPDX expression of names, AND, OR and brackets allows a use under the licences of the list. Nothing stated is nothing allowed. */
export function isAllowed(expression: string): boolean {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const allowed = either();
  return allowed && at === words.length;

  function either(): boolean {
    let allowed = both();
    while (words[at] === 'OR') {
      at++;
      // Both sides are read, whatever the first says.
      const other = both();
      allowed ||= other;
    }
    return allowed;
  }

  function both(): boolean {
    let allowed = one();
    while (words[at] === 'AND') {
      at++;
      const other = one();
      allowed &&= other;
    }
    return allowed;
  }

  function one(): boolean {
    const word = words[at++];
    if (word !== '(') return word !== undefined && ALLOWED.has(word);
    const allowed = either();
    return words[at++] === ')' && allowed;
  }
}
