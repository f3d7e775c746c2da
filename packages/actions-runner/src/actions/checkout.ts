import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionsError } from '../errors.ts';
import { inputFlag, type ActionContext, type BuiltinAction } from './action.ts';

/** What to check out. */
export interface CheckoutRequest {
  /** `owner/name`. */
  readonly repository: string;
  /** Full ref or what the step named (branch, tag or commit). */
  readonly ref: string;
  /** The commit, when the step names none of its own. */
  readonly sha?: string;
  /** An empty host folder. */
  readonly into: string;
  readonly fetchDepth: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Puts a commit's files (and its `.git`) in a folder; answers the commit. */
export type Checkout = (request: CheckoutRequest) => Promise<{ readonly sha: string }>;

/** `actions/checkout` by a port that knows where repositories are. */
export function createCheckoutAction(checkout: Checkout): BuiltinAction {
  return {
    versions: ['v3', 'v4', 'v5', 'v6'],
    async run(context) {
      for (const name of ['submodules', 'lfs']) {
        if (inputFlag(context, name) || context.inputs[name] === 'recursive') {
          throw new ActionsError(
            'step-invalid',
            `actions/checkout: ${name} is not supported here.`,
          );
        }
      }
      const into = await context.resolve(context.inputs['path'] ?? '.');
      await empty(into);
      const request = requestOf(context, into);
      context.log(`Checking out ${request.repository} at ${request.sha ?? request.ref}`);
      const { sha } = await checkout(request);
      await context.own(into);
      context.setOutput('commit', sha);
      context.setOutput('ref', request.ref);
      return {};
    },
  };
}

function requestOf(context: ActionContext, into: string): CheckoutRequest {
  const { inputs, event } = context;
  const repository = inputs['repository'] ?? '';
  const ref = inputs['ref'] ?? '';
  const depth = Number(inputs['fetch-depth'] ?? '1');
  const own = repository === '' || repository === context.repository.fullName;
  return {
    repository: own ? context.repository.fullName : repository,
    ref: ref !== '' ? ref : own ? event.ref : 'HEAD',
    ...(own && ref === '' ? { sha: event.sha } : {}),
    into,
    fetchDepth: Number.isInteger(depth) && depth >= 0 ? depth : 1,
    signal: context.signal,
    log: context.log,
  };
}

async function empty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
