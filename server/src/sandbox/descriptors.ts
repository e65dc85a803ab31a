/** The descriptors of a child behind standard input, output and errors: its scratch file, then what it is to read. */
export const SCRATCH_DESCRIPTOR = 3;
export const INPUT_DESCRIPTOR = 4;
