import type { ErrorCode } from './codes.ts';
import { errorCodes } from './codes.ts';

/** What a Fairway error carries besides its code. */
export interface FairwayErrorInit {
  /** What failed and why, for a person. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** Values for programs and logs; never secrets. */
  data?: Record<string, unknown>;
  /** Field errors, by the field's path in the request body. */
  fields?: Record<string, string>;
  cause?: unknown;
}

/**
 * Every error that Fairway raises on purpose. Its code says the HTTP status and whose fault it is
 * (`errorCodes`); everything else that is thrown counts as ours and becomes `internal`.
 */
export class FairwayError extends Error {
  override readonly name = 'FairwayError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly data: Record<string, unknown>;
  readonly fields: Record<string, string>;

  constructor(code: ErrorCode, init: FairwayErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.remedy = init.remedy;
    this.data = init.data ?? {};
    this.fields = init.fields ?? {};
  }

  /** The HTTP status that this error is answered with. */
  get status(): number {
    return errorCodes[this.code].status;
  }
}
