import type { Pod, PodSpec } from '@fairway/kube';

/** What a pod asks for that containers do not get here; one sentence each, for a Warning event. */
export function unsupportedFeatures(pod: Pod): string[] {
  const sentences: string[] = [];
  const { spec } = pod;
  const host = spec as PodSpec & { hostNetwork?: boolean; hostPID?: boolean; hostIPC?: boolean };
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (host[name] === true) sentences.push(`${name} is not given.`);
  }
  for (const { name, securityContext = {}, ports = [], ...probes } of spec.containers) {
    const { privileged, capabilities } = securityContext;
    if (privileged === true) sentences.push(`Container ${name} does not run privileged.`);
    if ((capabilities?.add ?? []).length > 0) {
      sentences.push(`Container ${name} gets no capabilities (${capabilities?.add?.join(', ')}).`);
    }
    if (ports.some(({ hostPort }) => hostPort !== undefined)) {
      sentences.push(`The host ports of container ${name} are not opened.`);
    }
    const udp = ports.filter(({ protocol }) => protocol !== undefined && protocol !== 'TCP');
    if (udp.length > 0)
      sentences.push(`Container ${name} has ports that are not TCP: not reached.`);
    for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (probes[kind]?.grpc !== undefined) {
        sentences.push(`The ${kind} of container ${name} is gRPC, which is not offered and fails.`);
      }
    }
  }
  return sentences;
}
