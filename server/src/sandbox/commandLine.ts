import { behindBubblewrap } from './behindBubblewrap.ts';
import { behindUtilLinux } from './behindUtilLinux.ts';
import { type ChildLimits, limitOptions, taskOption } from './limits.ts';
import type { StandingWall, ToolName, Tools } from './wall.ts';

/** What a child is started with. */
export interface ChildStart {
  readonly wall: StandingWall;
  readonly limits: ChildLimits;
  /** User and group of the child: of the machine where root builds the wall, else of a user namespace. */
  readonly user: number;
  /** Arguments of node. */
  readonly args: readonly string[];
  /** Path of the file that the child may write. */
  readonly namedFile: string;
  /** Descriptor of the system call filter in the child, which bubblewrap reads and closes. */
  readonly filterDescriptor: number | null;
}

/** The command that starts node behind the wall, with `args`. Every descriptor that it is given reaches node under the same number. */
export function commandLine(start: ChildStart): string[] {
  const { wall, limits } = start;
  return [
    // When the machine runs out of memory, the kernel ends a child first.
    ...(wall.tools.choom === undefined ? [] : [wall.tools.choom, '-n', '1000', '--']),
    toolPath(wall.tools, 'prlimit'),
    ...limitOptions(limits),
    // Root is not counted; the child's own user is. (Without root see behindUtilLinux.)
    ...(wall.asRoot ? [taskOption(limits)] : []),
    '--',
    ...(wall.kind === 'bubblewrap' ? behindBubblewrap(start) : behindUtilLinux(start)),
  ];
}

/** A program of the wall: it was looked for when the wall was chosen. */
export function toolPath(tools: Tools, name: ToolName): string {
  const path = tools[name];
  if (path === undefined) throw new Error(`${name} is missing`);
  return path;
}
