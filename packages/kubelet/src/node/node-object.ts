import { formatTime, type Condition, type Node, type ResourceList } from '@fairway/kube';
import type { Machine } from './machine.ts';

/** The node object that the kubelet registers. */
export function nodeObject(name: string, address: string, machine: Machine, now: Date): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': machine.info['architecture'] ?? '',
        'beta.kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': machine.info['architecture'] ?? '',
      },
    },
    spec: {},
    status: nodeStatus(name, address, machine, now, undefined),
  };
}

/** The status of a healthy node; conditions keep the time since they hold. */
export function nodeStatus(
  name: string,
  address: string,
  machine: Machine,
  now: Date,
  before: Node | undefined,
): NonNullable<Node['status']> {
  const amounts: ResourceList = {
    cpu: String(machine.cpus),
    memory: `${Math.floor(machine.memoryBytes / 1024)}Ki`,
    'ephemeral-storage': `${Math.floor(machine.diskBytes / 1024)}Ki`,
    pods: '110',
  };
  return {
    capacity: amounts,
    allocatable: amounts,
    conditions: verdicts.map(([type, status, reason, message]) => {
      const old = before?.status?.conditions?.find((entry) => entry.type === type);
      const since = old?.status === status ? old.lastTransitionTime : undefined;
      const time = formatTime(now);
      return {
        type,
        status,
        lastHeartbeatTime: time,
        lastTransitionTime: since ?? time,
        reason,
        message,
      };
    }),
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    nodeInfo: machine.info,
  };
}

const verdicts: readonly (readonly [string, Condition['status'], string, string])[] = [
  [
    'MemoryPressure',
    'False',
    'KubeletHasSufficientMemory',
    'kubelet has sufficient memory available',
  ],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];
