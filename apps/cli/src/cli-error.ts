/** A failure that a command tells its user: what failed, why and what to do. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly remedy: string;
  /** 1: it failed; 2: the command was used wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, remedy: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The server was not reached; it may be back in a moment. */
export class UnreachableError extends CliError {
  override readonly name = 'UnreachableError';
}
