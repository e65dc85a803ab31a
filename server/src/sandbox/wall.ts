import type { View } from './view.ts';

/**
 * The wall that reading children stand behind: the operating system's own means, so that a parser which a file has taken over reaches nothing
 * but the bytes it was given. Decided once per process by {@link ./settleWall.ts}; plain data, handed to worker threads as it is.
 */
export type Wall = StandingWall | NoWall;

/** Which programs build it. */
export type WallKind = 'bubblewrap' | 'util-linux';

export interface StandingWall {
  readonly kind: WallKind;
  /** root: every child gets a user of its own. Otherwise a user namespace in which it is nobody. */
  readonly asRoot: boolean;
  /** Absolute paths of the programs by name. */
  readonly tools: Tools;
  /** What a child sees of the file system. */
  readonly view: View;
  /** Folder with compiled code, which stands in the view too; null where there is none. */
  readonly codeCache: string | null;
  /** Folder with the prepared pieces: mount points, list of mounts, system call filter. */
  readonly folder: string;
  /** File with the filter of system calls; null where it cannot be loaded (no perl beside util-linux, an unknown processor). */
  readonly filter: string | null;
  /** Whether this bubblewrap can forbid further user namespaces (from 0.8 on). */
  readonly canDisableNamespaces: boolean;
}

/** No wall: only where the administrator has recorded an exception. */
export interface NoWall {
  readonly kind: 'none';
}

export type ToolName =
  'bwrap' | 'unshare' | 'setpriv' | 'prlimit' | 'choom' | 'mount' | 'chroot' | 'env' | 'sh' | 'perl';
export type Tools = Readonly<Partial<Record<ToolName, string>>>;
