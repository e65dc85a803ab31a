import { sheetLibrary } from '../../office/sheetLibrary.ts';

/** A compound file of these streams; '/' in a name makes storages. */
export async function compoundSample(streams: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const { CFB } = await sheetLibrary();
  const file = CFB.utils.cfb_new();
  for (const [name, bytes] of Object.entries(streams)) CFB.utils.cfb_add(file, name, bytes);
  return Uint8Array.from(CFB.write(file, { type: 'buffer' }));
}
