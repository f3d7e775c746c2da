import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Platform } from './server.ts';
import { ended, type Timeline } from './timelines.ts';

const run = promisify(execFile);

/** A clone of a project whose source can be changed and pushed. */
export interface Clone {
  /** Changes a line and pushes it; gives the time until the new version was live. */
  pushChange(text: string): Promise<{ ms: number; timeline: Timeline }>;
}

/** Clones a project's repository with the platform's token. */
export async function cloneProject(
  platform: Platform,
  project: string,
  folder: string,
): Promise<Clone> {
  const { data } = await platform.api.GET('/api/v1/projects/{project}', {
    params: { path: { project } },
  });
  if (data === undefined) throw new Error(`there is no project ${project}`);
  const address = new URL(data.repositoryUrl);
  address.username = 'token';
  address.password = platform.token;
  const git = async (...argv: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
    const { stdout } = await run('git', [...identity, ...argv], { timeout: 60_000 });
    return stdout.trim();
  };
  await git('clone', '--quiet', '--', address.href, folder);
  return {
    async pushChange(text) {
      const file = join(folder, 'src/app.ts');
      await writeFile(file, `${await readFile(file, 'utf8')}// ${text}\n`);
      await git('-C', folder, 'commit', '--quiet', '--all', '--message', text);
      const commit = await git('-C', folder, 'rev-parse', 'HEAD');
      const startedAt = performance.now();
      await git('-C', folder, 'push', '--quiet', 'origin', 'HEAD:main');
      const timeline = await ended(platform, await timelineOf(platform, project, commit), 'live');
      return { ms: performance.now() - startedAt, timeline };
    },
  };
}

async function timelineOf(platform: Platform, project: string, commit: string): Promise<string> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const { data } = await platform.api.GET('/api/v1/projects/{project}/pipeline-runs', {
      params: { path: { project } },
    });
    const id = data?.items.find((item) => item.commit === commit)?.timelineId;
    if (id !== undefined && id !== null) return id;
    await delay(25);
  }
  throw new Error(`the push of ${commit} began nothing`);
}
