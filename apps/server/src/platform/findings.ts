import type { Kubelet } from '@fairway/kubelet';
import type { SandboxRuntime } from '@fairway/sandbox';
import type { z } from 'zod';
import type { Foundation } from '../server/foundation.ts';
import type { Finding } from './schema.ts';

/** What this machine gives and what it does not: the answer of `fairway doctor`. */
export async function findings(parts: {
  sandbox: SandboxRuntime;
  kubelet: Kubelet;
  foundation: Foundation;
}): Promise<z.infer<typeof Finding>[]> {
  const { sandbox, kubelet, foundation } = parts;
  const { kind, limitations } = sandbox.capabilities;
  const limited = (area: string) => (message: string) => ({
    area,
    level: 'limited' as const,
    message,
  });
  return [
    {
      area: 'database',
      level: 'ok',
      message:
        foundation.postgres === undefined
          ? 'An external PostgreSQL is used.'
          : 'The embedded PostgreSQL listens on a Unix socket only.',
    },
    kind === 'sandbox'
      ? {
          area: 'sandbox',
          level: 'ok',
          message: 'Pods and CI jobs run in namespaces of their own.',
        }
      : {
          area: 'sandbox',
          level: 'failed',
          message:
            'Pods and CI jobs are plain processes: nothing keeps them apart. Only one team may exist.',
        },
    ...limitations.map(limited('sandbox')),
    ...kubelet
      .doctor()
      .filter((message) => !limitations.includes(message))
      .map(limited('cluster')),
    limited('network')(
      'Pods share the network of this machine: NetworkPolicy objects are stored and not enforced.',
    ),
  ];
}
