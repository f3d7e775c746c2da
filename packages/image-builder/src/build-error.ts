/** What went wrong in a build, for programs. */
export type BuildErrorCode =
  | 'dockerfile-missing'
  | 'dockerfile-invalid'
  | 'instruction-unknown'
  | 'instruction-unsupported'
  | 'target-unknown'
  | 'base-unavailable'
  | 'source-missing'
  | 'context-invalid'
  | 'run-failed'
  | 'sandbox-unavailable'
  | 'timed-out'
  | 'cancelled';

/** Where in a Dockerfile something is. */
export interface DockerfilePlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The instruction as written, on one line. */
  readonly instruction: string;
}

/** A build that ended without an image; `place` and `log` say where and what was printed last. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly code: BuildErrorCode;
  readonly place: DockerfilePlace | undefined;
  /** The last lines of the failing command. */
  readonly log: readonly string[];

  constructor(
    code: BuildErrorCode,
    message: string,
    options: {
      readonly place?: DockerfilePlace;
      readonly log?: readonly string[];
      readonly cause?: unknown;
    } = {},
  ) {
    const { place } = options;
    super(
      place === undefined
        ? message
        : `${place.file}:${place.line}: ${place.instruction}: ${message}`,
      {
        cause: options.cause,
      },
    );
    this.code = code;
    this.place = place;
    this.log = options.log ?? [];
  }
}
