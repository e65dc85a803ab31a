import type { SyncBytes } from './format.ts';
import { syncJoined, syncMemory } from './source.ts';

/** A zip archive of one entry around bytes that are packed already: what libarchive needs to unpack them. */
export function packZip(
  content: SyncBytes,
  { method, flags, crc, size }: { method: number; flags: number; crc: number; size: number },
): SyncBytes {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(63, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(0xffffffff, 14);
  common.writeUInt32LE(0xffffffff, 18);
  common.writeUInt16LE(1, 22);
  common.writeUInt16LE(20, 24);
  const large = Buffer.alloc(20);
  large.writeUInt16LE(1, 0);
  large.writeUInt16LE(16, 2);
  large.writeBigUInt64LE(BigInt(size), 4);
  large.writeBigUInt64LE(BigInt(content.size), 12);
  const name = Buffer.from('a');
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, large]);
  const central = Buffer.concat([
    Buffer.from('PK\u0001\u0002\u003f\u0000', 'latin1'),
    common,
    Buffer.alloc(14),
    name,
    large,
  ]);
  return syncJoined([
    syncMemory(local),
    content,
    syncMemory(Buffer.concat([central, endOf(local.length + content.size, central.length)])),
  ]);
}

/** End records, the large one included. */
function endOf(offset: number, length: number): Buffer {
  const end64 = Buffer.alloc(56);
  end64.write('PK\u0006\u0006', 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(63, 12);
  end64.writeUInt16LE(63, 14);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(length), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([end64, locator, end]);
}
