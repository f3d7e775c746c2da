import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKeyValueFile, parsePathFile } from '../commands/parse-file-command.ts';
import { ActionsError } from '../errors.ts';

/** What a step said through its files. */
export interface FileCommands {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly summary: string;
}

const MAX_BYTES = 1024 * 1024;
const FILES = {
  GITHUB_OUTPUT: 'output',
  GITHUB_ENV: 'env',
  GITHUB_PATH: 'path',
  GITHUB_STEP_SUMMARY: 'summary',
  GITHUB_STATE: 'state',
} as const;

/** Creates the empty files in a folder of their own that will be mounted for one step. */
export async function createCommandFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of Object.values(FILES)) {
    const file = await open(join(folder, name), 'wx', 0o600);
    await file.close();
  }
}

/** The variables that tell a step where the files are. */
export function commandFileEnv(target: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(FILES).map(([variable, name]) => [variable, `${target}/${name}`]),
  );
}

/** Reads what the step wrote. Throws ActionsError `step-invalid` for text of another form. */
export async function readCommandFiles(folder: string): Promise<FileCommands> {
  const read = async (variable: keyof typeof FILES): Promise<string> =>
    readOwn(join(folder, FILES[variable]), variable);
  return {
    outputs: parseKeyValueFile(await read('GITHUB_OUTPUT'), 'GITHUB_OUTPUT'),
    env: parseKeyValueFile(await read('GITHUB_ENV'), 'GITHUB_ENV'),
    paths: parsePathFile(await read('GITHUB_PATH')),
    summary: await read('GITHUB_STEP_SUMMARY'),
  };
}

/** The step may have put a link or a pipe in the file's place: only a regular file is read. */
async function readOwn(path: string, variable: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ActionsError('step-invalid', `The file $${variable} was replaced by the step.`, {
      cause,
    });
  });
  if (file === undefined) return '';
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MAX_BYTES) {
      throw new ActionsError('step-invalid', `The file $${variable} is no file or above 1 MiB.`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
