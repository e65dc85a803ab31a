import { hashText } from './hashText.ts';

const AT = 0x40;
/** Letters and digits before the @ at least: fewer are anybody's. */
const SHORTEST = 4;
/** Sets hashes of names apart from those of whole addresses. */
const NAME = 0x5bd1e995;

/** What makes e-mails comparable part by part: hashes of the letters and digits before the @ and behind it; 0 where a part is missing or says too little. */
export interface EmailKeys {
  readonly name: number;
  readonly domain: number;
}

const NONE: EmailKeys = { name: 0, domain: 0 };

/** The {@link EmailKeys} of the address at bytes[start, end). */
export function emailKeys(bytes: Uint8Array, start = 0, end = bytes.length): EmailKeys {
  let at = start;
  while (at < end && bytes[at] !== AT) at++;
  if (at === end) return NONE;
  return {
    name: at - start < SHORTEST ? 0 : (hashText(bytes, start, at) ^ NAME) >>> 0,
    domain: hashText(bytes, at + 1, end),
  };
}
