import type { Source } from './format.ts';
import { syncJoined, syncSource } from './source.ts';

/** The volumes of a set as one content. The name loses what makes it a volume ('a.7z.001' becomes 'a.7z'). */
export async function joinedSource(volumes: readonly Source[], name: string): Promise<Source> {
  const bytes = await Promise.all(volumes.map((volume) => volume.sync()));
  return {
    ...(await syncSource(syncJoined(bytes), name.replace(/\.(?:\d{3}|[a-z]{2})$/, ''))),
    volumes: bytes.map(({ size }) => size),
  };
}
