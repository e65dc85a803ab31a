import type { Fate } from '@constat/contract/item.ts';
import type { Format, ReadReason } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { unknown } from './formats/unknown.ts';

/** What an item is: a format that reads it, or the name of one that does not (yet), with the fate that follows. */
export type Recognised =
  | { readonly format: Format; readonly name: string }
  | {
      readonly format: null;
      readonly name: string;
      readonly fate: Exclude<Fate, 'read'>;
      readonly reason: ReadReason;
    };

/** Kinds without a reader, by their first bytes (offset, hex). */
const KNOWN: readonly { name: string; at: number; hex: string; fate?: 'not_a_document' }[] = [
  { name: 'ole', at: 0, hex: 'd0cf11e0a1b11ae1' },
  { name: 'rtf', at: 0, hex: '7b5c727466' },
  { name: 'jpg', at: 0, hex: 'ffd8ff' },
  { name: 'png', at: 0, hex: '89504e470d0a1a0a' },
  { name: 'gif', at: 0, hex: '47494638' },
  { name: 'tif', at: 0, hex: '49492a00' },
  { name: 'tif', at: 0, hex: '4d4d002a' },
  { name: 'bmp', at: 0, hex: '424d' },
  { name: 'sqlite', at: 0, hex: '53514c69746520666f726d6174203300' },
  { name: 'mdb', at: 4, hex: '5374616e64617264204a6574204442' },
  { name: 'accdb', at: 4, hex: '5374616e64617264204143452044' },
  { name: 'pst', at: 0, hex: '2142444e' },
  { name: 'dicom', at: 128, hex: '4449434d' },
  { name: 'tnef', at: 0, hex: '789f3e22' },
  { name: 'arj', at: 0, hex: '60ea' },
  { name: 'wim', at: 0, hex: '4d5357494d000000' },
  { name: 'udf', at: 32769, hex: '4245413031' },
  { name: 'lzo', at: 0, hex: '894c5a4f000d0a1a0a' },
  { name: 'xar', at: 0, hex: '78617221' },
  { name: 'ace', at: 7, hex: '2a2a4143452a2a' },
  { name: 'rar', at: 0, hex: '52457e5e' },
  { name: 'lnk', at: 0, hex: '4c00000001140200', fate: 'not_a_document' },
  { name: 'class', at: 0, hex: 'cafebabe', fate: 'not_a_document' },
  { name: 'font', at: 0, hex: '0001000000', fate: 'not_a_document' },
  { name: 'ico', at: 0, hex: '00000100', fate: 'not_a_document' },
];

const SIGNATURES = KNOWN.map((kind) => ({ ...kind, bytes: Buffer.from(kind.hex, 'hex') }));

const OLE_BY_EXTENSION: Record<string, string> = {
  doc: 'doc',
  dot: 'doc',
  xls: 'xls',
  xlt: 'xls',
  ppt: 'ppt',
  pps: 'ppt',
  msg: 'msg',
  docx: 'docx',
  xlsx: 'xlsx',
  pptx: 'pptx',
  msi: 'exe',
  mpp: 'mpp',
  pub: 'pub',
  vsd: 'vsd',
};

/** From here on no further format is asked. */
const CERTAIN = 0.9;

/** Tells what an item is from its first bytes and, weakly, from its name. */
export function recogniseFormat(head: Uint8Array, name: string, size: number | null): Recognised {
  if (head.length === 0 && (size === null || size === 0))
    return { format: null, name: 'empty', fate: 'empty', reason: 'no_bytes' };
  const extension = /\.([^./\\]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (/(?:^|[/\\])thumbs\.db$/i.test(name) || extension === 'ds_store') return notADocument('thumbnails');
  const known = SIGNATURES.find(({ at, bytes }) => hasBytes(head, at, bytes));
  if (known !== undefined)
    return known.name === 'ole' ? recogniseOle(head, extension) : knownWithoutReader(known.name, known.fate);
  let best: Format | null = null;
  let sureness = 0;
  for (const format of FORMATS) {
    const sure = format.recognise(head, extension);
    if (sure > sureness) {
      best = format;
      sureness = sure;
    }
    if (sureness >= CERTAIN) break;
  }
  // What is packed and large is not unpacked only to look for an archive in unknown bytes.
  const isHidden = best === unknown && size === null;
  return best === null || isHidden ? notADocument('unknown') : { format: best, name: best.name };
}

function notADocument(name: string): Recognised {
  return { format: null, name, fate: 'not_a_document', reason: 'program_or_system_file' };
}

function knownWithoutReader(name: string, fate: 'not_a_document' | undefined): Recognised {
  return fate === undefined
    ? { format: null, name, fate: 'unsupported', reason: 'no_reader' }
    : notADocument(name);
}

/** OLE2 files: old Office documents, mails, and encrypted packages of new Office. */
function recogniseOle(head: Uint8Array, extension: string): Recognised {
  const encrypted = Buffer.from(head).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  if (encrypted)
    return {
      format: null,
      name: OLE_BY_EXTENSION[extension] ?? 'office',
      fate: 'encrypted',
      reason: 'password_needed',
    };
  return {
    format: null,
    name: OLE_BY_EXTENSION[extension] ?? 'ole',
    fate: 'unsupported',
    reason: 'no_reader',
  };
}

function hasBytes(head: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes[i]) return false;
  return true;
}
