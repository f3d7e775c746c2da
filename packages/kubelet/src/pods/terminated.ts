import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerStateTerminated } from '@fairway/kube';
import type { SandboxExit } from '@fairway/sandbox';
import { lastLines } from '../logs/last-lines.ts';

const maxMessage = 4096;

/** The API's words for the end of a container. */
export async function terminatedState(
  exit: SandboxExit,
  startedAt: string,
  containerId: string,
  dir: string,
  logFile: string,
): Promise<ContainerStateTerminated> {
  const message = await terminationMessage(exit, dir, logFile);
  return {
    exitCode: exit.code,
    reason: exit.reason === 'ShimLost' ? 'Error' : exit.reason,
    ...(message === '' ? {} : { message }),
    startedAt,
    finishedAt: `${exit.finishedAt.slice(0, 19)}Z`,
    containerID: containerId,
  };
}

/**
 * What the container wrote to its termination message file; after a failure without a word there,
 * the end of its log, whatever the policy: it is what a person looks for.
 */
async function terminationMessage(
  exit: SandboxExit,
  dir: string,
  logFile: string,
): Promise<string> {
  const written = await readFile(join(dir, 'termination-log'), 'utf8').catch(() => '');
  if (written !== '') return written.slice(0, maxMessage);
  if (exit.reason === 'ShimLost') return 'The process was ended together with its supervisor.';
  return exit.code === 0 ? '' : await lastLines(logFile);
}
