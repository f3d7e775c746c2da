import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxMount } from '@fairway/sandbox';
import type { Workspace } from '../step/workspace-path.ts';

/** Where a job's steps see their folders. */
export const JOB_TARGETS = {
  home: '/home/runner',
  temp: '/home/runner/work/_temp',
  tools: '/home/runner/work/_tool',
  /** Scripts and event.json, read-only. */
  scripts: '/runner/scripts',
  /** GITHUB_OUTPUT and its like, of one step. */
  files: '/runner/files',
} as const;

/** A job's folders on the host. */
export interface JobFolders {
  readonly workspace: Workspace;
  /** Mounted at /home/runner; the workspace lies in it. */
  readonly home: string;
  readonly scripts: string;
  readonly files: string;
  /** One sub-folder a process, not mounted. */
  readonly processes: string;
  /** For actions, not mounted. */
  readonly scratch: string;
  readonly mounts: readonly SandboxMount[];
}

/** Makes the folders of a job below `root`; the event is written where steps can read it. */
export async function createJobFolders(
  root: string,
  repositoryName: string,
  eventJson: string,
): Promise<JobFolders> {
  const home = join(root, 'home');
  const scripts = join(root, 'scripts');
  const files = join(root, 'files');
  const processes = join(root, 'processes');
  const scratch = join(root, 'scratch');
  const path = `work/${repositoryName}/${repositoryName}`;
  const workspace = { host: join(home, path), target: `${JOB_TARGETS.home}/${path}` };
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const folder of [
    workspace.host,
    join(home, 'work/_temp'),
    join(home, 'work/_tool'),
    scripts,
    files,
    processes,
    scratch,
  ]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await writeFile(join(scripts, 'event.json'), eventJson, { mode: 0o600 });
  const mounts = [
    { source: home, target: JOB_TARGETS.home, readOnly: false },
    { source: scripts, target: JOB_TARGETS.scripts, readOnly: true },
  ];
  return { workspace, home, scripts, files, processes, scratch, mounts };
}
