import type { Ingress, IngressBackend, IngressPath } from '@fairway/kube';

/** One path of one host and the Service behind it. */
export interface Route {
  readonly namespace: string;
  readonly ingress: string;
  readonly path: string;
  readonly exact: boolean;
  readonly backend: IngressBackend;
}

/** Routes by host: an exact name, `*.suffix`, or `*` for any; the most specific path first. */
export type RouteTable = ReadonlyMap<string, readonly Route[]>;

/** Makes the table of all Ingresses; of two that claim the same path the older one wins. */
export function routeTable(ingresses: readonly Ingress[]): RouteTable {
  const table = new Map<string, Route[]>();
  const oldestFirst = [...ingresses].sort((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1));
  for (const ingress of oldestFirst) {
    const { namespace = 'default', name = '' } = ingress.metadata;
    const add = (host: string, path: string, exact: boolean, backend: IngressBackend): void => {
      const routes = table.get(host) ?? [];
      table.set(host, routes);
      if (routes.some((route) => route.path === path && route.exact === exact)) return;
      routes.push({ namespace, ingress: name, path, exact, backend });
    };
    for (const { host = '', http } of ingress.spec.rules ?? []) {
      const key = host === '' ? '*' : host.toLowerCase();
      for (const path of http?.paths ?? []) {
        add(key, cleanPath(path), path.pathType === 'Exact', path.backend);
      }
      if (http === undefined && ingress.spec.defaultBackend !== undefined) {
        add(key, '/', false, ingress.spec.defaultBackend);
      }
    }
    const { defaultBackend } = ingress.spec;
    if (defaultBackend !== undefined && (ingress.spec.rules ?? []).length === 0) {
      add('*', '/', false, defaultBackend);
    }
  }
  for (const routes of table.values()) routes.sort(moreSpecificFirst);
  return table;
}

/** The route for a request; `claimed` tells whether any Ingress names the host. */
export function findRoute(
  table: RouteTable,
  host: string,
  path: string,
): { readonly claimed: boolean; readonly route: Route | undefined } {
  const name = host.toLowerCase();
  const wildcard = `*.${name.split('.').slice(1).join('.')}`;
  const routes = table.get(name) ?? table.get(wildcard) ?? table.get('*');
  return { claimed: routes !== undefined, route: routes?.find((route) => matches(route, path)) };
}

function matches(route: Route, path: string): boolean {
  if (route.exact) return path === route.path;
  if (route.path === '/') return true;
  return path === route.path || path.startsWith(`${route.path}/`);
}

/** Prefix paths match by element, so a slash at the end says nothing. */
function cleanPath({ path = '/', pathType }: IngressPath): string {
  if (pathType === 'Exact') return path;
  const cut = path.replace(/\/+$/, '');
  return cut === '' ? '/' : cut;
}

function moreSpecificFirst(a: Route, b: Route): number {
  return b.path.length - a.path.length || Number(b.exact) - Number(a.exact);
}

function ageKey({ metadata }: Ingress): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.namespace}/${metadata.name}`;
}
