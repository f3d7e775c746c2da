import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../errors/codes.ts';
import { FairwayError } from '../errors/fairway-error.ts';

/** An error reply: RFC 9457 problem details with our code, remedy and field errors. */
export const Problem = z.object({
  type: z.string().describe('Stable: /docs/errors#<code>'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('What failed and why'),
  code: z.string(),
  remedy: z.string().describe('What to do'),
  fields: z.record(z.string(), z.string()).describe('Errors by field'),
  instance: z.string().describe('Id of the request, as in the log'),
});
export type Problem = z.infer<typeof Problem>;

/** What PostgreSQL says of U+0000 in a text (22021) and in JSON (22P05). */
const unstorableText = new Set(['22021', '22P05']);

/** Turns anything that was thrown into a FairwayError; what is not ours to blame on the user is `internal`. */
function toFairwayError(error: unknown): FairwayError {
  if (error instanceof FairwayError) return error;
  const known = error as Partial<FastifyError>;
  if (unstorableText.has(known.code ?? '')) {
    return new FairwayError('invalid-request', {
      message: 'The request holds a character that cannot be stored (U+0000).',
      remedy: 'Leave the character out.',
      cause: error,
    });
  }
  const status = known.statusCode ?? 500;
  if (status === 429) {
    return new FairwayError('too-many-requests', {
      message: 'There were too many requests in a short time.',
      remedy: 'Wait a minute and try again.',
    });
  }
  if (status >= 400 && status < 500) {
    return new FairwayError('invalid-request', {
      message: known.message ?? 'The request is not valid.',
      remedy: 'Compare the request with /docs.',
      cause: error,
    });
  }
  return new FairwayError('internal', {
    message: 'Something failed on our side.',
    remedy: 'Try again; if it fails again, look for the request id in the server log.',
    cause: error,
  });
}

/** Answers a request with an error as problem+json. */
export async function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const problem = hasZodFastifySchemaValidationErrors(error)
    ? validationProblem(error.validation)
    : toFairwayError(error);
  if (errorCodes[problem.code].fault === 'system') {
    request.log.error({ err: problem.cause ?? problem, code: problem.code }, 'request failed');
  }
  await reply
    .code(problem.status)
    .type('application/problem+json')
    .send(problemOf(problem, request.id));
}

/** The problem document of an error. */
function problemOf(error: FairwayError, requestId: string): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: errorCodes[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code satisfies ErrorCode,
    remedy: error.remedy,
    fields: error.fields,
    instance: requestId,
  };
}

function validationProblem(
  issues: readonly { instancePath: string; message?: string | undefined }[],
): FairwayError {
  const fields: Record<string, string> = {};
  for (const issue of issues) {
    const field = issue.instancePath.replace(/^\//, '').replaceAll('/', '.');
    fields[field] ??= issue.message ?? 'Not valid.';
  }
  const [first] = Object.entries(fields);
  return new FairwayError('invalid-request', {
    message: first ? `${first[0] || 'The request'}: ${first[1]}` : 'The request is not valid.',
    remedy: 'Correct the fields named and send it again.',
    fields,
  });
}

/** The error for a path that no route serves. */
export function noSuchRoute(method: string, url: string): FairwayError {
  return new FairwayError('not-found', {
    message: `There is nothing at ${method} ${url.split('?')[0]}.`,
    remedy: 'Look the path up at /docs.',
  });
}
