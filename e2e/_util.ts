import { execFile } from 'node:child_process';
import { type Agent, get } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ApiClient, Schemas } from '@fairway/api-client';

const run = promisify(execFile);

/** Outcome of a program that was run. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; a failure is an exit code, not an exception. */
export async function execute(
  program: string,
  argv: readonly string[],
  options: { cwd?: string; input?: string; env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Ran> {
  const running = run(program, argv, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs ?? 120_000,
    maxBuffer: 16 * 1024 ** 2,
  });
  // A program that ends without reading closes the pipe; its exit code tells more.
  running.child.stdin?.on('error', () => undefined).end(options.input);
  try {
    return { code: 0, ...(await running) };
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & {
      code?: unknown;
      stdout?: string;
      stderr?: string;
    };
    if (typeof code !== 'number') throw new Error(`${program}: ${message}`, { cause: error });
    return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
  }
}

/** What a visitor of a URL gets. */
export interface Visit {
  status: number;
  body: string;
}

/** Visits a workload by host name; Node's resolver does not know `*.localhost` everywhere. */
export function visit(url: string, agent: Agent | false = false): Promise<Visit> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = get(
      { host: '127.0.0.1', port, path: pathname, headers: { host }, agent },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      },
    );
    request.setTimeout(10_000, () => request.destroy(new Error('no answer in 10 s')));
    request.on('error', reject);
  });
}

/** Calls again until the result is not undefined; the last error tells when time is up. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await check();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`${what}: not in ${timeoutMs} ms`);
    await delay(100);
  }
}

/** Waits until a timeline has ended. */
export function ended(api: ApiClient, id: string, timeoutMs = 180_000): Promise<Timeline> {
  return eventually(
    `the end of ${id}`,
    async () => {
      const { data } = await api.GET('/api/v1/timelines/{timeline}', {
        params: { path: { timeline: id } },
      });
      return data === undefined || data.state === 'running' ? undefined : data;
    },
    timeoutMs,
  );
}

/** A timeline as the API gives it. */
export type Timeline = Schemas['Timeline'];

/** The step of a timeline that failed first, with its failure. */
export function failureOf(timeline: Timeline): { step: string; code: string; text: string } {
  const step = timeline.steps.find(({ state }) => state === 'failed');
  const { code = '', message = '', remedy = '', detail = '' } = step?.failure ?? {};
  return { step: step?.key ?? '', code, text: `${message}\n${remedy}\n${detail ?? ''}` };
}

/** Each step with its state, for a comparison that shows all of them. */
export function states(timeline: Timeline): Record<string, string> {
  return Object.fromEntries(timeline.steps.map(({ key, state }) => [key, state]));
}

/** A clone of a project's repository. */
export interface Clone {
  folder: string;
  git(...argv: string[]): Promise<Ran>;
  /** Commits everything and pushes; gives the commit. */
  push(message: string): Promise<string>;
}

/** Clones a repository with an API token as the password. */
export async function clone(url: string, token: string, folder: string): Promise<Clone> {
  const address = new URL(url);
  address.username = 'token';
  address.password = token;
  const identity = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.com'];
  const git = async (...argv: string[]): Promise<Ran> => {
    const ran = await execute('git', [...identity, ...argv], {
      cwd: folder,
      env: { GIT_TERMINAL_PROMPT: '0' },
    });
    if (ran.code !== 0) throw new Error(`git ${argv.join(' ')}: ${ran.stderr}`);
    return ran;
  };
  const cloned = await execute('git', ['clone', '--quiet', '--', address.href, folder], {
    env: { GIT_TERMINAL_PROMPT: '0' },
  });
  if (cloned.code !== 0) throw new Error(`git clone: ${cloned.stderr}`);
  return {
    folder,
    git,
    async push(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      await git('push', '--quiet', 'origin', 'HEAD:main');
      return (await git('rev-parse', 'HEAD')).stdout.trim();
    },
  };
}

/** The timeline of a pushed commit, once it has ended. */
export async function delivered(
  api: ApiClient,
  project: string,
  commit: string,
  timeoutMs?: number,
): Promise<Timeline> {
  const id = await eventually(`a run of ${commit}`, async () => {
    const { data } = await api.GET('/api/v1/projects/{project}/pipeline-runs', {
      params: { path: { project } },
    });
    return data?.items.find((run) => run.commit === commit)?.timelineId ?? undefined;
  });
  return ended(api, id, timeoutMs);
}

/** Every line of a job's log. */
export async function jobLog(
  origin: string,
  token: string,
  runId: string,
  job: string,
): Promise<string[]> {
  const response = await fetch(`${origin}/api/v1/pipeline-runs/${runId}/jobs/${job}/log`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  const events = (await response.text()).split('\n\n');
  return events
    .filter((event) => event.includes('event: line'))
    .map((event) => {
      const data: string = /^data: (.*)$/m.exec(event)?.[1] ?? '{}';
      return (JSON.parse(data) as { text?: string }).text ?? '';
    });
}

/** A process of this machine that has to do with a folder. */
export interface FoundProcess {
  pid: number;
  command: string;
}

/** Processes whose command line, working folder or open files name a folder. */
export async function processesOf(folder: string): Promise<FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const read = (file: string) => readFile(join('/proc', name, file), 'utf8').catch(() => '');
    const command = (await read('cmdline')).replaceAll('\0', ' ').trim();
    const environment = await read('environ');
    const mounts = await read('mountinfo');
    if ([command, environment, mounts].some((text) => text.includes(folder))) {
      found.push({ pid, command });
    }
  }
  return found;
}
