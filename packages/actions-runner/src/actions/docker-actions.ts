import { posix } from 'node:path';
import { ActionsError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { inputFlag, inputLines, type ActionContext, type BuiltinAction } from './action.ts';

/** An image to build. */
export interface BuildRequest {
  /** Absolute host folder of the build context. */
  readonly context: string;
  /** Absolute host path of the Dockerfile. */
  readonly file: string;
  /** Absolute host folder of the job's workspace, which both must lie in. */
  readonly workspace: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly push: boolean;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** A built image. */
export interface BuildResult {
  readonly imageId: string;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  readonly metadata: JsonObject;
}

/** Builds an image and, when asked, pushes it. */
export type BuildAndPush = (request: BuildRequest) => Promise<BuildResult>;

/** Inputs that would change what is built and that the port cannot carry. */
const REFUSED = [
  'secrets',
  'secret-envs',
  'secret-files',
  'ssh',
  'build-contexts',
  'outputs',
  'call',
];

/** `docker/build-push-action` by a port that builds images. */
export function createBuildPushAction(buildAndPush: BuildAndPush): BuiltinAction {
  return {
    versions: ['v5', 'v6'],
    async run(context) {
      const request = await requestOf(context);
      const result = await buildAndPush(request);
      context.setOutput('imageid', result.imageId);
      context.setOutput('digest', result.digest);
      context.setOutput('metadata', JSON.stringify(result.metadata));
      return {};
    },
  };
}

async function requestOf(context: ActionContext): Promise<BuildRequest> {
  for (const name of REFUSED) {
    if ((context.inputs[name] ?? '') !== '') {
      throw new ActionsError(
        'step-invalid',
        `docker/build-push-action: ${name} is not supported here.`,
      );
    }
  }
  const platforms = inputList(context, 'platforms');
  if (platforms.length > 1) {
    context.annotate({
      level: 'warning',
      message: `Only the platform of this machine is built, not all of ${platforms.join(', ')}.`,
    });
  }
  const folder = context.inputs['context']?.trim() || '.';
  const file = context.inputs['file']?.trim() || posix.join(folder, 'Dockerfile');
  const target = context.inputs['target']?.trim() ?? '';
  return {
    context: await context.resolve(folder),
    file: await context.resolve(file),
    workspace: await context.resolve('.'),
    buildArgs: pairs(inputLines(context, 'build-args'), context.env),
    ...(target === '' ? {} : { target }),
    tags: inputList(context, 'tags'),
    labels: pairs(inputLines(context, 'labels'), {}),
    push: inputFlag(context, 'push'),
    signal: context.signal,
    log: context.log,
  };
}

/** `NAME=value` lines; a bare `NAME` takes the step's variable, as the builder itself does. */
function pairs(
  lines: readonly string[],
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals > 0) entries.push([line.slice(0, equals), line.slice(equals + 1)]);
    else if (env[line] !== undefined) entries.push([line, env[line]]);
  }
  return Object.fromEntries(entries);
}

function inputList(context: ActionContext, name: string): readonly string[] {
  return inputLines(context, name).flatMap((line) =>
    line
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
}

/** Credentials for a registry. */
export interface RegistryLogin {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** `docker/login-action`: hands the credentials to the platform, which pushes by itself. */
export function createLoginAction(
  login: (credentials: RegistryLogin) => Promise<void>,
): BuiltinAction {
  return {
    versions: ['v2', 'v3', 'v4'],
    async run(context) {
      const { registry = '', username = '', password = '' } = context.inputs;
      context.addMask(password);
      if (username === '' || password === '') {
        throw new ActionsError('step-invalid', 'docker/login-action needs username and password.');
      }
      await login({ registry: registry === '' ? 'docker.io' : registry, username, password });
      context.log(`Signed in to ${registry === '' ? 'docker.io' : registry} as ${username}.`);
      return {};
    },
  };
}

/** `docker/setup-buildx-action`: nothing to set up, the platform builds. */
export const setupBuildxAction: BuiltinAction = {
  versions: ['v2', 'v3', 'v4'],
  run(context) {
    context.log('Images are built by the platform; there is nothing to set up.');
    return Promise.resolve({});
  },
};
