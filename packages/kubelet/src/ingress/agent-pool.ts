import { Agent } from 'node:http';
import type { Address } from '../network/endpoint-table.ts';
import type { Backend } from './backends.ts';

/**
 * Keep-alive connections, an agent a backend, so that those of a draining pod can be closed: idle
 * ones at once, busy ones when their request is over.
 */
export class AgentPool {
  readonly #agents = new Map<
    string,
    { readonly agent: Agent; readonly podUid: string | undefined }
  >();

  get({ podUid, address }: Backend): Agent {
    const key = keyOf(address);
    const known = this.#agents.get(key);
    if (known !== undefined && known.podUid === podUid) return known.agent;
    if (known !== undefined) retire(known.agent);
    const agent = new Agent({ keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 16 });
    this.#agents.set(key, { agent, podUid });
    return agent;
  }

  /** Keeps no connection to these pods any longer. */
  drop(isGone: (podUid: string) => boolean): void {
    for (const [key, { agent, podUid }] of this.#agents) {
      if (podUid === undefined || !isGone(podUid)) continue;
      this.#agents.delete(key);
      retire(agent);
    }
  }

  close(): void {
    for (const { agent } of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

function keyOf({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** Closes idle sockets now and each busy one as it becomes free. */
function retire(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
