/** An entry of a zip whose header says what we want, true or not. */
export interface ZipPart {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly method: 0 | 8;
  readonly size: number;
  readonly crc: number;
}

/** A zip whose directory names the parts in the given order; a part that comes again is written once and named each time. */
export function zipOf(parts: readonly ZipPart[]): Buffer[] {
  const places = new Map<ZipPart, number>();
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    if (places.has(part)) continue;
    places.set(part, offset);
    const local = Buffer.concat([
      Buffer.from('PK\u0003\u0004', 'latin1'),
      common(part),
      Buffer.from(part.name),
    ]);
    pieces.push(local, Buffer.from(part.packed));
    offset += local.length + part.packed.length;
  }
  const start = offset;
  let group: Buffer[] = [];
  for (const part of parts) {
    const place = Buffer.alloc(14);
    place.writeUInt32LE(places.get(part)!, 10);
    group.push(
      Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
      common(part),
      place,
      Buffer.from(part.name),
    );
    offset += 46 + part.name.length;
    if (group.length < 40_000) continue;
    pieces.push(Buffer.concat(group));
    group = [];
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(parts.length & 0xffff, 8);
  end.writeUInt16LE(parts.length & 0xffff, 10);
  end.writeUInt32LE(offset - start, 12);
  end.writeUInt32LE(start, 16);
  return [...pieces, ...group, end];
}

function common({ name, packed, method, size, crc }: ZipPart): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(packed.length, 14);
  bytes.writeUInt32LE(Math.min(size, 0xffffffff), 18);
  bytes.writeUInt16LE(name.length, 22);
  return bytes;
}
