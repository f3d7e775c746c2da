import type { KubeObject } from '@fairway/kube';

/** Defaulting functions by `apiVersion/Kind`; each changes its object in place. */
export type DefaultsTable = Readonly<Record<string, (object: KubeObject) => void>>;
