/** The descriptors of a child behind standard input, output and errors: its scratch file, the copies of what it is to read, then large files themselves. */
export const SCRATCH_DESCRIPTOR = 3;
export const COPY_DESCRIPTOR = 4;
export const INPUT_DESCRIPTOR = 5;
