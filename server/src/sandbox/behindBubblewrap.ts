import { join } from 'node:path';
import { type ChildStart, toolPath } from './commandLine.ts';
import { MOUNT_POINTS, NAMED_FILE, NODE } from './view.ts';

/** Where the view stands in bubblewrap's root when root builds it. */
const VIEW = '/view';

/** Namespaces, view, filter and user by bubblewrap. */
export function behindBubblewrap(start: ChildStart): string[] {
  const { wall, filterDescriptor } = start;
  return [
    toolPath(wall.tools, 'bwrap'),
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...(wall.asRoot ? underRoot(start) : underUser(start)),
    ...['--remount-ro', '/', '--chdir', '/'],
    ...(filterDescriptor === null ? [] : ['--seccomp', String(filterDescriptor)]),
    '--',
    ...(wall.asRoot ? enterAsOwnUser(start) : []),
    ...[NODE, ...start.args],
  ];
}

/** bubblewrap knows other users only within user namespaces: chroot, from its own root, gives the child one. */
function underRoot(start: ChildStart): string[] {
  const { wall } = start;
  return [
    ...['CAP_SYS_CHROOT', 'CAP_SETUID', 'CAP_SETGID'].flatMap((right) => ['--cap-add', right]),
    ...binds(start, VIEW),
    ...wall.view.libraries.flatMap((path) => ['--ro-bind', path, path]),
    ...['--ro-bind', toolPath(wall.tools, 'chroot'), '/chroot'],
  ];
}

function enterAsOwnUser({ user }: ChildStart): string[] {
  return ['/chroot', `--userspec=${user}:${user}`, '--groups=', VIEW];
}

function underUser(start: ChildStart): string[] {
  const { wall, user } = start;
  return [
    ...['--unshare-user', '--uid', String(user), '--gid', String(user)],
    ...(wall.canDisableNamespaces ? ['--disable-userns'] : []),
    ...binds(start, ''),
  ];
}

function binds({ wall: { folder, view }, namedFile }: ChildStart, below: string): string[] {
  return [
    ...['--ro-bind', join(folder, MOUNT_POINTS), below === '' ? '/' : below],
    ...view.binds.flatMap(({ host, inside }) => ['--ro-bind', host, `${below}${inside}`]),
    ...['--bind', namedFile, `${below}${NAMED_FILE}`],
  ];
}
