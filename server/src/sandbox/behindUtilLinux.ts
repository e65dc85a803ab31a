import { release } from 'node:os';
import { join } from 'node:path';
import { type ChildStart, toolPath } from './commandLine.ts';
import { taskOption } from './limits.ts';
import { MOUNT_LIST, MOUNT_POINTS, NAMED_FILE, NODE } from './view.ts';

/**
 * In new namespaces of everything the parts of the view are mounted read-only below an empty folder, which becomes the child's root. The shell
 * stays as first process of the namespace: when it ends (because unshare or the supervisor ended), the kernel ends all others.
 * Where the root was changed so, the kernel allows no further user namespace.
 */
const BUILD = `"$1" -n --all --fstab "$2" || exit 97
"$1" -n --bind -o rw,nosuid,nodev,noexec "$3" "$4" || exit 97
shift 4; "$@"; exit $?`;

/** Loads the filter in the file named first, with the number of prctl named second, and becomes the rest. (22: PR_SET_SECCOMP, 2: by a filter.) */
const LOAD_FILTER = `open F, '<:raw', shift or die; local $/; my $f = <F>; close F;
my $p = pack 'S x![J] P', length($f) / 8, $f; my $prctl = shift() + 0;
syscall($prctl, 22, 2, unpack('J', pack 'P', $p)) == 0 or die "seccomp: $!"; exec @ARGV or die "exec: $!";`;
const PRCTL: Readonly<Record<string, number>> = { x64: 157, arm64: 167 };

/** What the shell keeps of root's rights. The child gives up these too. */
const BUILDERS_RIGHTS = '-all,+sys_admin,+sys_chroot,+setuid,+setgid,+dac_read_search';

/** Ends with its parent, gains no rights, has the filter, builds the view, enters it as its user. */
export function behindUtilLinux(start: ChildStart): string[] {
  const { tools, asRoot, folder } = start.wall;
  return [
    ...[toolPath(tools, 'setpriv'), '--no-new-privs', '--pdeathsig', 'KILL'],
    ...(asRoot ? [`--bounding-set=${BUILDERS_RIGHTS}`] : []),
    '--',
    ...withFilter(start),
    toolPath(tools, 'unshare'),
    ...(asRoot ? [] : ['--user', '--map-root-user']),
    ...['--mount', '--net', '--pid', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child', '--'],
    ...[toolPath(tools, 'sh'), '-c', BUILD, 'sh', toolPath(tools, 'mount'), join(folder, MOUNT_LIST)],
    ...[start.namedFile, join(folder, MOUNT_POINTS, NAMED_FILE)],
    ...[toolPath(tools, 'env'), '-i'],
    ...(asRoot ? asOwnUser(start) : asNobody(start)),
    ...[NODE, ...start.args],
  ];
}

function withFilter({ wall: { tools, filter } }: ChildStart): string[] {
  if (filter === null || tools.perl === undefined) return [];
  return [tools.perl, '-e', LOAD_FILTER, filter, String(PRCTL[process.arch])];
}

function asOwnUser({ wall: { tools, folder }, user }: ChildStart): string[] {
  return [toolPath(tools, 'chroot'), `--userspec=${user}:${user}`, '--groups=', join(folder, MOUNT_POINTS)];
}

/** A second user namespace: nobody in it, and without rights over the mounts of the first. */
function asNobody({ wall: { tools, folder }, limits, user }: ChildStart): string[] {
  const counted = countsTasksByNamespace() ? [toolPath(tools, 'prlimit'), taskOption(limits), '--'] : [];
  return [
    ...counted,
    toolPath(tools, 'unshare'),
    ...['--user', `--map-user=${user}`, `--map-group=${user}`],
    ...[`--root=${join(folder, MOUNT_POINTS)}`, '--wd=/', '--'],
  ];
}

/** From Linux 5.14 on the limit counts the tasks of a user namespace; before, all tasks of the user on the machine. */
function countsTasksByNamespace(): boolean {
  const [major, minor] = release().split('.').map(Number);
  return major! > 5 || (major === 5 && minor! >= 14);
}
