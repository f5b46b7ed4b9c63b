/** How the command ends; scripts rely on it, so a number never changes its meaning. */
export const EXIT_CODE = {
  /** What was asked for was done. A query that finds nothing is done, too. */
  done: 0,
  /** It could not be done, or only in part; `verify` has found damage. */
  failed: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
