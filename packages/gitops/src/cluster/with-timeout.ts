import { GitOpsError } from '../errors.ts';

/** Rejects when a call to the cluster has not answered in time; the call itself goes on. */
export async function withTimeout<T>(
  call: Promise<T>,
  milliseconds: number,
  what: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `${what}: the cluster did not answer in ${milliseconds / 1000} s`;
      reject(new GitOpsError('cluster_unknown', message));
    }, milliseconds);
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
