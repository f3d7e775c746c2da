import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';
import { readArray, readNumber, readPath, readString } from '../object/read.ts';
import { conditionsOf } from './conditions.ts';
import { health, type HealthStatus } from './health-status.ts';

const hookAnnotations = ['argocd.argoproj.io/hook', 'helm.sh/hook'];
const ignoreRestartPolicy = 'argocd.argoproj.io/ignore-restart-policy';

/** core/v1 Pod: a restarting Pod is judged by readiness, a finite one by its phase. */
export function podHealth(object: KubeObject): HealthStatus {
  const message = readString(object, 'status', 'message');
  const always = isJudgedAsAlways(object);
  const stuck = always ? stuckHealth(object) : undefined;
  if (stuck) return stuck;
  switch (readString(object, 'status', 'phase')) {
    case 'Pending':
      return health('Progressing', message);
    case 'Succeeded':
      return health('Healthy', message);
    case 'Failed':
      return health('Degraded', message ?? failureMessage(object));
    case 'Running':
      return always ? runningHealth(object, message) : health('Progressing', message);
    default:
      return health('Unknown', message);
  }
}

function isJudgedAsAlways(object: KubeObject): boolean {
  const policy = readString(object, 'spec', 'restartPolicy') ?? 'Always';
  if (policy === 'Always') return true;
  const isHook = hookAnnotations.some((name) => annotationOf(object, name) !== undefined);
  return !isHook && annotationOf(object, ignoreRestartPolicy) === 'true';
}

function stuckHealth(object: KubeObject): HealthStatus | undefined {
  const messages: string[] = [];
  for (const container of readArray(object, 'status', 'containerStatuses')) {
    const reason = readString(container, 'state', 'waiting', 'reason') ?? '';
    if (/^Err|(?:Error|BackOff)$/.test(reason)) {
      messages.push(readString(container, 'state', 'waiting', 'message') ?? reason);
    }
  }
  return messages.length > 0 ? health('Degraded', messages.join(', ')) : undefined;
}

function failureMessage(object: KubeObject): string | undefined {
  const containers = [
    ...readArray(object, 'status', 'initContainerStatuses'),
    ...readArray(object, 'status', 'containerStatuses'),
  ];
  for (const container of containers) {
    const terminated = readPath(container, 'state', 'terminated');
    const message = readString(terminated, 'message');
    if (message !== undefined && message !== '') return message;
    if (readString(terminated, 'reason') === 'OOMKilled') return 'OOMKilled';
    const exitCode = readNumber(terminated, 'exitCode') ?? 0;
    if (exitCode !== 0) {
      return `container "${readString(container, 'name') ?? ''}" failed with exit code ${exitCode}`;
    }
  }
  return undefined;
}

function runningHealth(object: KubeObject, message: string | undefined): HealthStatus {
  const isReady = conditionsOf(object).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
  if (isReady) return health('Healthy', message);
  const hasCrashed = readArray(object, 'status', 'containerStatuses').some(
    (container) => readPath(container, 'lastState', 'terminated') !== undefined,
  );
  return health(hasCrashed ? 'Degraded' : 'Progressing', message);
}
