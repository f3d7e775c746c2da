import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { visit } from './_util.ts';

/** What a stream of requests met. */
export interface LoadResult {
  requests: number;
  /** Answers other than 2xx, by status. */
  refused: Record<string, number>;
  /** Connections that failed, by message. */
  errors: Record<string, number>;
  /** Answers by the text that `version` found in them. */
  versions: Record<string, number>;
}

/**
 * Sends requests at a steady rate, every other one on a kept connection and the rest each on a
 * connection of its own. A request that takes long holds none of the others up.
 */
export async function load(options: {
  url: string;
  perSecond: number;
  seconds: number;
  version(body: string): string;
}): Promise<LoadResult> {
  const result: LoadResult = { requests: 0, refused: {}, errors: {}, versions: {} };
  const keepAlive = new Agent({ keepAlive: true, maxSockets: 20 });
  const count = (table: Record<string, number>, key: string): void => {
    table[key] = (table[key] ?? 0) + 1;
  };
  const send = async (agent: Agent | false): Promise<void> => {
    result.requests += 1;
    try {
      const { status, body } = await visit(options.url, agent);
      if (status < 200 || status > 299) count(result.refused, String(status));
      else count(result.versions, options.version(body));
    } catch (error) {
      count(result.errors, error instanceof Error ? error.message : String(error));
    }
  };
  const all: Promise<void>[] = [];
  const start = Date.now();
  const total = options.perSecond * options.seconds;
  for (let index = 0; index < total; index += 1) {
    const due = start + (index * 1_000) / options.perSecond;
    if (due > Date.now()) await delay(due - Date.now());
    all.push(send(index % 2 === 0 ? keepAlive : false));
  }
  await Promise.all(all);
  keepAlive.destroy();
  return result;
}
