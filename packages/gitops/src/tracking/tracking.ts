import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';
import { keyOf, sameKey, type ResourceKey } from '../object/resource-key.ts';

/** The annotation that says which Application an object belongs to. */
export const trackingAnnotation = 'argocd.argoproj.io/tracking-id';

/** A tracking id taken apart. */
interface TrackingId {
  application: string;
  key: ResourceKey;
}

/** `<app>:<group>/<Kind>:<namespace>/<name>`, the form Argo CD writes. */
export function formatTrackingId(id: TrackingId): string {
  const { group, kind, namespace, name } = id.key;
  return `${id.application}:${group}/${kind}:${namespace}/${name}`;
}

/** Reads a tracking id; undefined when it is not of that form. Names may hold colons (RBAC). */
export function parseTrackingId(text: string): TrackingId | undefined {
  const match = /^([^:]*):([^/:]*)\/([^:]*):([^/]*)\/(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, application = '', group = '', kind = '', namespace = '', name = ''] = match;
  return { application, key: { group, kind, namespace, name } };
}

/**
 * A copy of a target that carries its tracking id. A cluster-scoped object has the destination
 * namespace in its id, as Argo CD writes it.
 */
export function withTrackingId(
  object: KubeObject,
  application: string,
  destinationNamespace: string,
): KubeObject {
  const key = keyOf(object);
  const namespace = key.namespace === '' ? destinationNamespace : key.namespace;
  const id = formatTrackingId({ application, key: { ...key, namespace } });
  const annotations = { ...object.metadata.annotations, [trackingAnnotation]: id };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/**
 * The Application that manages a live object, by its tracking id; undefined when it has none or
 * when the id names another object (a copy that some controller made keeps its source's id).
 */
export function managingApplication(live: KubeObject): string | undefined {
  const id = parseTrackingId(annotationOf(live, trackingAnnotation) ?? '');
  if (id === undefined) return undefined;
  const key = keyOf(live);
  const namespace = key.namespace === '' ? '' : id.key.namespace;
  return sameKey({ ...id.key, namespace }, key) ? id.application : undefined;
}
