import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { SCRATCH_DESCRIPTOR } from '../../sandbox/descriptors.ts';
import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Format, Member, Sink, Source } from '../format.ts';
import { ESCAPED, LINES, type Misdeed, type MisdeedOrder, SIGNATURE } from './misdeeds.ts';

/** A parser that does what the file orders. */
export const misbehaving: Format = {
  name: 'misbehaving',
  recognise: (head) => (Buffer.from(head).toString('latin1').startsWith(SIGNATURE) ? 1 : 0),
  async *members(source): AsyncGenerator<Member> {
    const order = await readOrder(source);
    if (order.whileListing === true && order.misdeed !== 'none') await DEEDS[order.misdeed](NO_SINK, order);
    yield* [];
  },
  async read(source, sink) {
    const order = await readOrder(source);
    const misbehave = async (moment: MisdeedOrder['moment']): Promise<void> => {
      if (order.misdeed !== 'none' && order.moment === moment && order.whileListing !== true)
        await DEEDS[order.misdeed](sink, order);
    };
    await misbehave('before');
    await sink.segment({ kind: 'text', bytes: encode(LINES[0]!), firstLine: 1 });
    await misbehave('between');
    await sink.segment({ kind: 'text', bytes: encode(LINES[1]!), firstLine: 2 });
    await misbehave('at_end');
  },
};

const NO_SINK: Sink = { segment: () => undefined };

async function readOrder(source: Source): Promise<MisdeedOrder> {
  const text = Buffer.from(await source.bytes(1 << 20)).toString('utf8');
  return JSON.parse(text.slice(SIGNATURE.length)) as MisdeedOrder;
}

type Deed = (sink: Sink, order: MisdeedOrder) => Promise<void> | void;

const DEEDS: Readonly<Record<Misdeed, Deed>> = {
  loop: spin,
  heap: () => {
    const kept: unknown[][] = [];
    for (;;) kept.push(new Array(1 << 20).fill(0.5));
  },
  buffers: () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(64 << 20));
  },
  fork_bomb: () => {
    const bomb = `const { spawn } = require('node:child_process'); for (;;) try { spawn(process.execPath, ['-e', process.argv[1] ?? ''], { stdio: 'ignore' }).on('error', () => {}); } catch {}`;
    for (;;) trySpawn(['-e', bomb]);
  },
  disk: () => {
    const chunk = Buffer.alloc(1 << 20, 1);
    for (let at = 0; ; at += chunk.length) writeSync(SCRATCH_DESCRIPTOR, chunk, 0, chunk.length, at);
  },
  exit: () => process.exit(0),
  flood: async (sink) => {
    const bytes = new Uint8Array(1 << 20).fill(0x61);
    for (let sent = 0; sent < 10e9; sent += bytes.length)
      await sink.segment({ kind: 'text', bytes, firstLine: 3 });
  },
  stubborn: () => {
    process.on('SIGTERM', () => undefined);
    spin();
  },
  orphan: () => {
    trySpawn(['-e', 'setInterval(() => {}, 1000)']);
    process.exit(0);
  },
  write: async (sink, { folder }) => {
    writeFileSync(join(folder!, 'escaped'), '');
    await tellEscape(sink);
  },
  connect: async (sink, { port }) => {
    await new Promise<void>((resolve, reject) => {
      connect(port!, '127.0.0.1', resolve).once('error', reject);
    });
    await tellEscape(sink);
  },
  secret: async (sink, { secret }) => {
    readFileSync(secret!);
    await tellEscape(sink);
  },
  lie: () => {
    writeSync(1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0));
    spin();
  },
  records: async (sink) => {
    const rows = new RowEmitter(sink);
    for (let row = 1; row <= 10_000_000; row++) {
      rows.append(encode('x'));
      rows.endCell(0);
      if (rows.endRow(row)) await rows.flush();
    }
    await rows.flush();
  },
};

function spin(): never {
  for (;;);
}

function trySpawn(args: readonly string[]): void {
  try {
    spawn(process.execPath, args, { stdio: 'ignore', detached: true })
      .on('error', () => undefined)
      .unref();
  } catch {
    // Forbidden.
  }
}

async function tellEscape(sink: Sink): Promise<void> {
  await sink.segment({ kind: 'text', bytes: encode(ESCAPED), firstLine: 3 });
}
