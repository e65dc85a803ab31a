import type { Fate } from '@constat/contract/item.ts';
import { type Format, ReadFault, type ReadReason, type Source } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { type CompoundStorage, isCompoundFile, openCompoundFile } from './office/compoundFile.ts';

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
  { name: 'jpg', at: 0, hex: 'ffd8ff' },
  { name: 'png', at: 0, hex: '89504e470d0a1a0a' },
  { name: 'gif', at: 0, hex: '47494638' },
  { name: 'tif', at: 0, hex: '49492a00' },
  { name: 'tif', at: 0, hex: '4d4d002a' },
  { name: 'bmp', at: 0, hex: '424d' },
  { name: 'rar', at: 0, hex: '526172211a07' },
  { name: 'bz2', at: 0, hex: '425a68' },
  { name: 'xz', at: 0, hex: 'fd377a585a00' },
  { name: 'zst', at: 0, hex: '28b52ffd' },
  { name: 'cab', at: 0, hex: '4d534346' },
  { name: 'sqlite', at: 0, hex: '53514c69746520666f726d6174203300' },
  { name: 'mdb', at: 4, hex: '5374616e64617264204a6574204442' },
  { name: 'accdb', at: 4, hex: '5374616e64617264204143452044' },
  { name: 'pst', at: 0, hex: '2142444e' },
  { name: 'dicom', at: 128, hex: '4449434d' },
  { name: 'iso', at: 32769, hex: '4344303031' },
  { name: 'tnef', at: 0, hex: '789f3e22' },
  { name: 'exe', at: 0, hex: '4d5a', fate: 'not_a_document' },
  { name: 'elf', at: 0, hex: '7f454c46', fate: 'not_a_document' },
  { name: 'lnk', at: 0, hex: '4c00000001140200', fate: 'not_a_document' },
  { name: 'class', at: 0, hex: 'cafebabe', fate: 'not_a_document' },
  { name: 'font', at: 0, hex: '0001000000', fate: 'not_a_document' },
  { name: 'ico', at: 0, hex: '00000100', fate: 'not_a_document' },
];

/** Class of the compound files that install programs (.msi). */
const INSTALLER = '84100c0000000000c000000000000046';

/** From here on no further format is asked. */
const CERTAIN = 0.9;

/** Tells what an item is from its first bytes (of a compound file also from its directory) and, weakly, from its name. */
export async function recogniseFormat(source: Source, size = source.size): Promise<Recognised> {
  const { head, name } = source;
  if (head.length === 0 && (size === null || size === 0))
    return { format: null, name: 'empty', fate: 'empty', reason: 'no_bytes' };
  const extension = /\.([^./\\]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (/(?:^|[/\\])thumbs\.db$/i.test(name) || extension === 'ds_store') return notADocument('thumbnails');
  const root = isCompoundFile(head) ? await openRoot(source) : null;
  if (root?.classId === INSTALLER) return notADocument('exe');
  const known = KNOWN.find(({ at, hex }) => startsWithHex(head, at, hex));
  if (known !== undefined) return knownWithoutReader(known.name, known.fate);
  const best = surest((format) =>
    root !== null && format.recogniseCompound !== undefined
      ? format.recogniseCompound(root)
      : format.recognise(head, extension),
  );
  return best === null ? notADocument('unknown') : { format: best, name: best.name };
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

function notADocument(name: string): Recognised {
  return { format: null, name, fate: 'not_a_document', reason: 'program_or_system_file' };
}

function knownWithoutReader(name: string, fate: 'not_a_document' | undefined): Recognised {
  return fate === undefined
    ? { format: null, name, fate: 'unsupported', reason: 'no_reader' }
    : notADocument(name);
}

function startsWithHex(head: Uint8Array, at: number, hex: string): boolean {
  for (let i = 0; i < hex.length / 2; i++)
    if (head[at + i] !== parseInt(hex.slice(2 * i, 2 * i + 2), 16)) return false;
  return true;
}
