/** Numbers of the system calls that the filter names, from the kernel's headers (asm/unistd_64.h; asm-generic/unistd.h). Null: the machine has no such call. */
type Numbers = Readonly<Record<Machine, number | null>>;

/** The machines for which a filter can be built; elsewhere the wall stands without one. */
export type Machine = 'x64' | 'arm64';

const at = (x64: number | null, arm64: number | null): Numbers => ({ x64, arm64 });

/** Calls that answer EPERM in every child: nothing that reads a document needs them. */
export const FORBIDDEN_CALLS: Readonly<Record<string, Numbers>> = {
  // Other processes.
  ptrace: at(101, 117),
  process_vm_readv: at(310, 270),
  process_vm_writev: at(311, 271),
  process_madvise: at(440, 440),
  kcmp: at(312, 272),
  pidfd_getfd: at(438, 438),
  // Keys of the kernel.
  keyctl: at(250, 219),
  add_key: at(248, 217),
  request_key: at(249, 218),
  // Programs, events and faults handed to the kernel: where its holes are found.
  bpf: at(321, 280),
  perf_event_open: at(298, 241),
  userfaultfd: at(323, 282),
  io_setup: at(206, 0),
  // Namespaces and roots of others.
  setns: at(308, 268),
  pivot_root: at(155, 41),
  // The machine itself.
  swapon: at(167, 224),
  swapoff: at(168, 225),
  reboot: at(169, 142),
  sethostname: at(170, 161),
  setdomainname: at(171, 162),
  iopl: at(172, null),
  ioperm: at(173, null),
  init_module: at(175, 105),
  finit_module: at(313, 273),
  delete_module: at(176, 106),
  kexec_load: at(246, 104),
  kexec_file_load: at(320, 294),
  settimeofday: at(164, 170),
  clock_settime: at(227, 112),
  clock_adjtime: at(305, 266),
  adjtimex: at(159, 171),
  acct: at(163, 89),
  quotactl: at(179, 60),
  quotactl_fd: at(443, 443),
  syslog: at(103, 116),
  vhangup: at(153, 58),
  personality: at(135, 92),
  modify_ldt: at(154, null),
  uselib: at(134, null),
  ustat: at(136, null),
  sysfs: at(139, null),
  migrate_pages: at(256, 238),
  move_pages: at(279, 239),
  mbind: at(237, 235),
  // Files behind the view, and watching them.
  lookup_dcookie: at(212, 18),
  name_to_handle_at: at(303, 264),
  open_by_handle_at: at(304, 265),
  fanotify_init: at(300, 262),
  fanotify_mark: at(301, 263),
  // What belongs to a file besides its bytes: the evidence is opened read-only, yet its owner could still change these.
  mknod: at(133, null),
  mknodat: at(259, 33),
  chmod: at(90, null),
  fchmod: at(91, 52),
  fchmodat: at(268, 53),
  fchmodat2: at(452, 452),
  chown: at(92, null),
  fchown: at(93, 55),
  lchown: at(94, null),
  fchownat: at(260, 54),
  utime: at(132, null),
  utimes: at(235, null),
  futimesat: at(261, null),
  utimensat: at(280, 88),
  setxattr: at(188, 5),
  lsetxattr: at(189, 6),
  fsetxattr: at(190, 7),
  removexattr: at(197, 14),
  lremovexattr: at(198, 15),
  fremovexattr: at(199, 16),
  // Talking to anybody. (A pair of sockets inside the process is allowed.)
  socket: at(41, 198),
  connect: at(42, 203),
  accept: at(43, 202),
  accept4: at(288, 242),
  bind: at(49, 200),
  listen: at(50, 201),
  // Memory that the limit on data does not count.
  memfd_create: at(319, 279),
  memfd_secret: at(447, 447),
  shmget: at(29, 194),
  shmat: at(30, 196),
  msgget: at(68, 186),
  semget: at(64, 190),
  mq_open: at(240, 180),
  execveat: at(322, 281),
};

/** Calls that building the wall itself needs: forbidden only where the filter is loaded behind it. */
export const FORBIDDEN_BEHIND_THE_WALL: Readonly<Record<string, Numbers>> = {
  mount: at(165, 40),
  umount2: at(166, 39),
  open_tree: at(428, 428),
  move_mount: at(429, 429),
  fsopen: at(430, 430),
  fsconfig: at(431, 431),
  fsmount: at(432, 432),
  fspick: at(433, 433),
  mount_setattr: at(442, 442),
  unshare: at(272, 97),
  fork: at(57, null),
  vfork: at(58, null),
};

/** Calls that answer ENOSYS, so that the C library and libuv take their older way. */
export const ABSENT_CALLS: Readonly<Record<string, Numbers>> = {
  clone3: at(435, 435),
  io_uring_setup: at(425, 425),
  io_uring_enter: at(426, 426),
  io_uring_register: at(427, 427),
};

/** Calls whose arguments decide. */
export const CLONE = at(56, 220);
export const SOCKETPAIR = at(53, 199);
export const MMAP = at(9, 222);
