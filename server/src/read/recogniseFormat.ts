import type { Fate } from '@constat/contract/item.ts';
import { type CompoundStorage, isCompoundFile, openCompoundFile } from './compoundFile.ts';
import { looksLikeDicom } from './dicomElements.ts';
import { type Format, ReadFault, type ReadReason, type Source } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { looksLikeText } from './looksLikeText.ts';
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

/** What follows from being of a kind, where it is not just that there is no reader. */
type OwnFate = 'not_a_document' | 'encrypted';

/** Kinds without a reader, by their first bytes (offset, hex). */
const KNOWN: readonly { name: string; at: number; hex: string; fate?: OwnFate }[] = [
  { name: 'sqlite-wal', at: 0, hex: '377f0682' },
  { name: 'sqlite-wal', at: 0, hex: '377f0683' },
  { name: 'sqlite-journal', at: 0, hex: 'd9d505f920a163d7' },
  { name: 'nsf', at: 0, hex: '1a0000040000' },
  { name: 'dbx', at: 0, hex: 'cfad12fe' },
  { name: 'pgp', at: 0, hex: hexOf('-----BEGIN PGP MESSAGE-----'), fate: 'encrypted' },
  { name: 'heic', at: 4, hex: '6674797068656963' },
  { name: 'heic', at: 4, hex: '6674797068656978' },
  { name: 'heic', at: 4, hex: '667479706d696631' },
  { name: 'heic', at: 4, hex: '6674797068657663' },
  { name: 'avif', at: 4, hex: '6674797061766966' },
  { name: 'jxl', at: 0, hex: '0000000c4a584c20' },
  { name: 'djvu', at: 0, hex: '41542654464f524d' },
  { name: 'jbig2', at: 0, hex: '974a42320d0a1a0a' },
  { name: 'psd', at: 0, hex: '38425053' },
  { name: 'arj', at: 0, hex: '60ea' },
  { name: 'wim', at: 0, hex: '4d5357494d000000' },
  { name: 'udf', at: 32769, hex: '4245413031' },
  { name: 'ace', at: 7, hex: '2a2a4143452a2a' },
  { name: 'rar', at: 0, hex: '52457e5e' },
  { name: 'lnk', at: 0, hex: '4c00000001140200', fate: 'not_a_document' },
  { name: 'class', at: 0, hex: 'cafebabe', fate: 'not_a_document' },
  { name: 'font', at: 0, hex: '0001000000', fate: 'not_a_document' },
  { name: 'ico', at: 0, hex: '00000100', fate: 'not_a_document' },
];

const SIGNATURES = KNOWN.map((kind) => ({ ...kind, bytes: Buffer.from(kind.hex, 'hex') }));

/** Class of the compound files that install programs (.msi). */
const INSTALLER = '84100c0000000000c000000000000046';

/** From here on no further format is asked. */
const CERTAIN = 0.9;

/** Tells what an item is from its first bytes (of a compound file also from its directory) and, weakly, from its name. */
export async function recogniseFormat(source: Source): Promise<Recognised> {
  const { head, name, size } = source;
  if (head.length === 0 && (size === null || size === 0))
    return { format: null, name: 'empty', fate: 'empty', reason: 'no_bytes' };
  const extension = extensionOf(name);
  if (/(?:^|[/\\])thumbs\.db$/i.test(name) || extension === 'ds_store') return notADocument('thumbnails');
  // A DICOM file may begin like a TIFF, so that both kinds of programs open it.
  const isDicom = looksLikeDicom(head) === 'part10';
  const known = isDicom ? undefined : SIGNATURES.find(({ at, bytes }) => hasBytes(head, at, bytes));
  if (known !== undefined) return knownWithoutReader(known.name, known.fate);
  if (isEncryptedByPgp(head, extension)) return knownWithoutReader('pgp', 'encrypted');
  if (isDataPump(head)) return knownWithoutReader('oracle-datapump', undefined);
  const root = isCompoundFile(head) ? await openRoot(source) : null;
  if (root?.classId === INSTALLER) return notADocument('exe');
  const best = surest((format) =>
    // What a compound file holds may stand bare in its first sectors: a PDF attached to a mail.
    root !== null ? (format.recogniseCompound?.(root) ?? 0) : format.recognise(head, extension),
  );
  // What is packed and large is not unpacked only to look for an archive in unknown bytes.
  return best === null || (best === unknown && size === null)
    ? notADocument('unknown')
    : { format: best, name: best.name };
}

/** What stands behind the last point of a name, in lower case; '' where nothing that short does. */
export function extensionOf(name: string): string {
  return /\.([^./\\]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The format that is surest; the first one that is certain ends the asking. */
function surest(sureOf: (format: Format) => number): Format | null {
  let best: Format | null = null;
  let sureness = 0;
  for (const format of FORMATS) {
    const sure = sureOf(format);
    if (sure > sureness) {
      best = format;
      sureness = sure;
    }
    if (sureness >= CERTAIN) break;
  }
  return best;
}

/** A directory that is lost leaves an empty root: the format for any compound file then says what is wrong. */
async function openRoot(source: Source): Promise<CompoundStorage> {
  try {
    return await openCompoundFile(source);
  } catch (error) {
    if (error instanceof ReadFault) return { name: '', classId: '', streams: [], storages: [] };
    throw error;
  }
}

/** Oracle's Data Pump (expdp) writes its master table first, SYS_EXPORT_…; nobody but Oracle reads what follows. */
function isDataPump(head: Uint8Array): boolean {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4_096));
  return start.includes('SYS_EXPORT_') && start.includes(0) && !looksLikeText(head);
}

function notADocument(name: string): Recognised {
  return { format: null, name, fate: 'not_a_document', reason: 'program_or_system_file' };
}

function knownWithoutReader(name: string, fate: OwnFate | undefined): Recognised {
  if (fate === 'encrypted') return { format: null, name, fate, reason: 'password_needed' };
  return fate === undefined
    ? { format: null, name, fate: 'unsupported', reason: 'no_reader' }
    : notADocument(name);
}

/** First bytes of OpenPGP files that are encrypted (RFC 9580 4.2): a session key for somebody's key or for a password, or the data. */
const PGP_TAGS: ReadonlySet<number | undefined> = new Set([0x84, 0x85, 0x8c, 0xc1, 0xc3, 0xd2]);

/** Binary files of OpenPGP have no signature: the extension must say it too. */
function isEncryptedByPgp(head: Uint8Array, extension: string): boolean {
  return (extension === 'gpg' || extension === 'pgp') && PGP_TAGS.has(head[0]);
}

function hexOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

function hasBytes(head: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes[i]) return false;
  return true;
}
