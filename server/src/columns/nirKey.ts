/** Key of a NIR: 97 minus the 13 characters modulo 97, with Corsica's letters replaced (2A by 19, 2B by 18) in their place only. identifiers.md 1.3. */
export function nirKey(body: string): number {
  const department = body.slice(5, 7);
  const digits =
    department === '2A'
      ? `${body.slice(0, 5)}19${body.slice(7)}`
      : department === '2B'
        ? `${body.slice(0, 5)}18${body.slice(7)}`
        : body;
  return 97 - (Number(digits) % 97);
}
