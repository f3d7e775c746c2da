/** An error as a person reads it: what failed and why, what to do, and which fields are meant. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly remedy: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Id of the request, as in the server's log; null when none reached it. */
  readonly requestId: string | null;

  constructor(
    detail: string,
    about: {
      status: number;
      code: string;
      remedy: string;
      fields?: Readonly<Record<string, string>>;
      requestId?: string | null;
      cause?: unknown;
    },
  ) {
    super(detail, { cause: about.cause });
    this.status = about.status;
    this.code = about.code;
    this.remedy = about.remedy;
    this.fields = about.fields ?? {};
    this.requestId = about.requestId ?? null;
  }

  /** No answer came: the network, or a server that is not running. */
  static unreachable(cause: unknown): Problem {
    return new Problem('The server does not answer.', {
      status: 0,
      code: 'unreachable',
      remedy: 'Check that Fairway is running, then try again.',
      cause,
    });
  }
}

/** Reads a problem+json body; anything else becomes a Problem that names the status. */
export function toProblem(body: unknown, status: number): Problem {
  const record = isRecord(body) ? body : {};
  const fields = isRecord(record['fields']) ? record['fields'] : {};
  return new Problem(text(record['detail']) ?? `The server answered with status ${status}.`, {
    status,
    code: text(record['code']) ?? 'unknown',
    remedy: text(record['remedy']) ?? 'Try again; if it fails again, look into the server log.',
    fields: Object.fromEntries(
      Object.entries(fields).filter((entry): entry is [string, string] => !!text(entry[1])),
    ),
    requestId: text(record['instance']) ?? null,
  });
}

/** Any thrown value as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(error instanceof Error ? error.message : String(error), {
    status: 0,
    code: 'portal-failed',
    remedy: 'Reload the page; if it fails again, tell whoever runs the platform.',
    cause: error,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
