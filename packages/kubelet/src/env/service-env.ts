import type { Service } from '@fairway/kube';

/** The variables of Services (docker-links style), as upstream's envvars package writes them. */
export function serviceVariables(services: readonly Service[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { metadata, spec } of services) {
    const ip = spec.clusterIP;
    const ports = spec.ports ?? [];
    const [first] = ports;
    if (ip === undefined || ip === '' || ip === 'None' || first === undefined) continue;
    const prefix = (metadata.name ?? '').toUpperCase().replaceAll('-', '_');
    variables[`${prefix}_SERVICE_HOST`] = ip;
    variables[`${prefix}_SERVICE_PORT`] = String(first.port);
    for (const port of ports) {
      if (port.name !== undefined && port.name !== '') {
        const suffix = port.name.toUpperCase().replaceAll('-', '_');
        variables[`${prefix}_SERVICE_PORT_${suffix}`] = String(port.port);
      }
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      const url = `${protocol}://${ip}:${port.port}`;
      const link = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
      if (port === first) variables[`${prefix}_PORT`] = url;
      variables[link] = url;
      variables[`${link}_PROTO`] = protocol;
      variables[`${link}_PORT`] = String(port.port);
      variables[`${link}_ADDR`] = ip;
    }
  }
  return variables;
}

/** Services whose variables a pod sees: its namespace's, and the API's own from `default`. */
export function visibleServices(
  services: readonly Service[],
  namespace: string,
  links: boolean,
): Service[] {
  return services.filter(({ metadata }) => {
    if (metadata.namespace === 'default' && metadata.name === 'kubernetes') return true;
    return links && metadata.namespace === namespace;
  });
}
