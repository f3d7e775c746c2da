import { formatApiVersion, type KubeObject } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import type { View } from '../request/api-request.ts';
import type { Entry } from '../watch-cache/entry.ts';
import { autoscalerV1ToV2, autoscalerV2ToV1 } from './autoscaler.ts';
import { coreEventToEvent, eventToCoreEvent } from './event.ts';

type Conversion = (object: KubeObject) => KubeObject;

/** Built-in kinds that are served in more versions than the one they are stored in. */
const conversions = new Map<string, { toServed: Conversion; toStored: Conversion }>([
  [
    'autoscaling/v1/horizontalpodautoscalers',
    { toServed: autoscalerV2ToV1, toStored: autoscalerV1ToV2 },
  ],
  ['events.k8s.io/v1/events', { toServed: coreEventToEvent, toStored: eventToCoreEvent }],
]);

const converted = new WeakMap<Entry, Map<string, View>>();

/** The entry in the version of `resource`; the kept bytes when that is the stored version. */
export function viewOf(entry: Entry, resource: ServedResource): View {
  const apiVersion = formatApiVersion(resource);
  if (entry.object.apiVersion === apiVersion) return { object: entry.object, json: entry.json };
  let views = converted.get(entry);
  if (views === undefined) {
    views = new Map();
    converted.set(entry, views);
  }
  let view = views.get(apiVersion);
  if (view === undefined) {
    view = { object: toServed(entry.object, resource), json: undefined };
    views.set(apiVersion, view);
  }
  return view;
}

function toServed(object: KubeObject, resource: ServedResource): KubeObject {
  const conversion = conversions.get(pathOf(resource));
  if (conversion !== undefined) return conversion.toServed(object);
  return { ...object, apiVersion: formatApiVersion(resource) };
}

/** An object of `resource`'s version in the version that is stored. */
export function toStored(object: KubeObject, resource: ServedResource): KubeObject {
  const conversion = conversions.get(pathOf(resource));
  if (conversion !== undefined) return conversion.toStored(object);
  return { ...object, apiVersion: formatApiVersion(resource.storage) };
}

function pathOf(resource: ServedResource): string {
  return `${resource.group}/${resource.version}/${resource.resource}`;
}
