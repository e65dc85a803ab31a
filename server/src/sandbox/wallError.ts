/**
 * Why nothing may be read: no wall stands here. not_linux: it cannot be built on this system; no_tools: its programs are missing; forbidden: the
 * system does not let it be built; leaky: an attempt to break out got through; no_child: a child did not start though the wall had stood.
 */
export type WallProblem = 'not_linux' | 'no_tools' | 'forbidden' | 'leaky' | 'no_child';

/** Reading behind the wall is not possible. `subject` names programs, probes or says what a program printed: nothing of the evidence. */
export class WallError extends Error {
  readonly problem: WallProblem;
  readonly subject: string;

  constructor(problem: WallProblem, subject: string, options?: ErrorOptions) {
    super(`${problem}: ${subject}`, options);
    this.name = 'WallError';
    this.problem = problem;
    this.subject = subject;
  }
}
