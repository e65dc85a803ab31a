import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheHome } from '@constat/server/sandbox/cacheHome.ts';

const SENDER = fileURLToPath(new URL('senderProcess.ts', import.meta.url));

/** A sender in a process of its own, made ready beforehand: what is measured is sending, not starting a program. */
export class Sender {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  readonly #ended: Promise<unknown>;

  constructor(folder: string) {
    // As every command of Constat it takes its compiled code from a folder.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(cacheHome(), 'commands') };
    this.#child = spawn(process.execPath, [SENDER, folder], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#child.stdin!.on('error', () => undefined);
    this.#reader = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    this.#ended = once(this.#child, 'exit');
  }

  /** Waits until it is ready, and lets it begin. */
  async begin(): Promise<void> {
    const line = await this.#nextLine();
    if (line !== 'ready') throw new Error('a sender did not start');
    this.#child.stdin!.write('go\n');
  }

  /** Kills it; returns when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    this.#reader.close();
  }

  /** Waits until it has ended by itself. Returns what it reported; null where it ended without. */
  async report(): Promise<{ accepted: number; found: number; absent: number; ended: string } | null> {
    const line = await this.#nextLine();
    await this.#ended;
    this.#reader.close();
    return line === null
      ? null
      : (JSON.parse(line) as { accepted: number; found: number; absent: number; ended: string });
  }

  async #nextLine(): Promise<string | null> {
    const next = await this.#lines.next();
    return next.done === true ? null : next.value;
  }
}
