/** A condition of a status (meta/v1 Condition and its older kin). */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
  observedGeneration?: number;
}

/** A number, or a text that is a percentage or a port's name. */
export type IntOrString = number | string;

/** Quantities by resource name (`cpu`, `memory`, `pods`, …). */
export type ResourceList = Record<string, string | number>;
