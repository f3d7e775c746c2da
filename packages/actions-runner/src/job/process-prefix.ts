import { createHash } from 'node:crypto';

/** The prefix of the ids of a job's processes: short, readable, different for different jobs. */
export function processPrefix(runId: string, jobKey: string): string {
  const full = `${runId}/${jobKey}`;
  const readable = full
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 12);
  return `ci-${readable}-${hash}`;
}
