/** Which letters stand in a folded word, one bit each: words of which many letters stand in one only cannot be like each other. */
export function letterBits(word: Uint8Array, from = 0, to = word.length): number {
  let bits = 0;
  for (let i = from; i < to; i++) bits |= 1 << (word[i]! & 31);
  return bits >>> 0;
}

/** How many letters stand in one of two words only, by their {@link letterBits}. */
export function lettersApart(a: number, b: number): number {
  let apart = 0;
  for (let bits = a ^ b; bits !== 0; bits &= bits - 1) apart++;
  return apart;
}
