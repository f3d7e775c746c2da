import type { KubeObject } from '@fairway/kube';

/** Field names of core/v1 Event against those of events.k8s.io/v1. */
const names: readonly (readonly [core: string, event: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function rename(object: KubeObject, apiVersion: string, pairs: [string, string][]): KubeObject {
  const map = new Map(pairs);
  const fields = Object.entries(object).map(([key, value]) => [map.get(key) ?? key, value]);
  return { ...(Object.fromEntries(fields) as KubeObject), apiVersion };
}

/** core/v1 Event → events.k8s.io/v1 Event. */
export function coreEventToEvent(object: KubeObject): KubeObject {
  return rename(
    object,
    'events.k8s.io/v1',
    names.map(([core, event]) => [core, event]),
  );
}

/** events.k8s.io/v1 Event → core/v1 Event. */
export function eventToCoreEvent(object: KubeObject): KubeObject {
  const event = rename(
    object,
    'v1',
    names.map(([core, event]) => [event, core]),
  );
  return { involvedObject: {}, ...event };
}
