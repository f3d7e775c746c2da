import { objectsOf, stringsOf, type JsonObject } from '../json.ts';

/** A rule of a Role or ClusterRole (rbac/v1 PolicyRule). */
export interface PolicyRule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames: string[];
  nonResourceURLs: string[];
}

/** What somebody wants to do: to a resource, or to a path that is none. */
export type Action =
  | {
      verb: string;
      group: string;
      resource: string;
      subresource: string | undefined;
      namespace: string | undefined;
      name: string | undefined;
    }
  | { verb: string; path: string };

/** Reads the `rules` of a role. */
export function rulesOf(role: JsonObject): PolicyRule[] {
  return objectsOf(role['rules']).map((rule) => ({
    verbs: stringsOf(rule['verbs']),
    apiGroups: stringsOf(rule['apiGroups']),
    resources: stringsOf(rule['resources']),
    resourceNames: stringsOf(rule['resourceNames']),
    nonResourceURLs: stringsOf(rule['nonResourceURLs']),
  }));
}

/** True when the rule allows the action. */
export function ruleAllows(rule: PolicyRule, action: Action): boolean {
  if (!includes(rule.verbs, action.verb)) return false;
  if ('path' in action)
    return rule.nonResourceURLs.some((pattern) => pathFits(pattern, action.path));
  if (!includes(rule.apiGroups, action.group)) return false;
  if (!resourceFits(rule.resources, action.resource, action.subresource)) return false;
  if (rule.resourceNames.length === 0) return true;
  return action.name !== undefined && rule.resourceNames.includes(action.name);
}

function includes(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function resourceFits(
  list: readonly string[],
  resource: string,
  subresource: string | undefined,
): boolean {
  if (list.includes('*')) return true;
  if (subresource === undefined) return list.includes(resource);
  return list.includes(`${resource}/${subresource}`) || list.includes(`*/${subresource}`);
}

function pathFits(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}
