import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Kubelet } from '@fairway/kubelet';
import type { ReadPodLog } from '../environments/environments.ts';

/** Reads pods' logs from the kubelet, line by line. */
export function podLogReader(kubelet: Kubelet): ReadPodLog {
  return async function* ({ namespace, pod, tail, follow, signal }) {
    const bytes = await kubelet.logs({ namespace, pod, tailLines: tail, follow }, signal);
    yield* createInterface({ input: Readable.from(bytes), crlfDelay: Number.POSITIVE_INFINITY });
  };
}

/** The last lines of a container's log, its run before included: why it ended. */
export async function lastLogLines(
  kubelet: Kubelet,
  ref: { namespace: string; pod: string; container: string },
): Promise<string> {
  const signal = AbortSignal.timeout(5_000);
  const read = async (previous: boolean): Promise<string> => {
    const chunks: Buffer[] = [];
    const bytes = await kubelet.logs({ ...ref, tailLines: 20, previous }, signal);
    for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8').trim();
  };
  const current = await read(false).catch(() => '');
  return current === '' ? read(true).catch(() => '') : current;
}
