import type {
  Application,
  ApplicationCondition,
  ApplicationSpec,
  ApplicationStatus,
} from '../application/application.ts';
import type { Comparison } from '../diff/compare-resources.ts';
import { applicationHealth } from '../health/application-health.ts';
import type { HealthStatus } from '../health/health-status.ts';
import { keyOf } from '../object/resource-key.ts';
import { managingApplication } from '../tracking/tracking.ts';
import { updateConditions, type NewCondition } from './conditions.ts';
import { imagesOf } from './images.ts';
import { resourceStatus } from './resource-status.ts';

/** What the status of a round is made from. */
interface StatusInput {
  application: Application;
  spec?: ApplicationSpec;
  specErrors: readonly string[];
  revision?: string;
  sourceType?: string;
  comparison?: Comparison;
  comparisonError?: string;
  warnings: readonly string[];
  /** Why automated sync did not start, when it should have. */
  syncError?: string;
  now: string;
}

const evaluated: ReadonlySet<ApplicationCondition['type']> = new Set<ApplicationCondition['type']>([
  'ComparisonError',
  'InvalidSpecError',
  'RepeatedResourceWarning',
  'SharedResourceWarning',
  'SyncError',
  'UnknownError',
]);

/** The status that a round of comparing gives; operation and history stay as they are. */
export function applicationStatus(input: StatusInput): ApplicationStatus {
  const before = input.application.status ?? {};
  const conditions = updateConditions(
    before.conditions ?? [],
    evaluated,
    presentConditions(input),
    input.now,
  );
  const { conditions: _, ...kept } = before;
  return {
    ...kept,
    ...(conditions.length > 0 ? { conditions } : {}),
    ...comparedFields(input, before),
    controllerNamespace: input.application.metadata.namespace ?? '',
  };
}

function presentConditions(input: StatusInput): readonly NewCondition[] {
  const present: NewCondition[] = [
    ...input.specErrors.map((message) => ({ type: 'InvalidSpecError' as const, message })),
    ...input.warnings.map((message) => ({ type: 'RepeatedResourceWarning' as const, message })),
    ...sharedResources(input).map((message) => ({
      type: 'SharedResourceWarning' as const,
      message,
    })),
  ];
  if (input.comparisonError !== undefined) {
    present.push({ type: 'ComparisonError', message: input.comparisonError });
  }
  if (input.syncError !== undefined) present.push({ type: 'SyncError', message: input.syncError });
  return present;
}

function sharedResources({ application, comparison }: StatusInput): readonly string[] {
  const self = application.metadata.name ?? '';
  return (comparison?.resources ?? []).flatMap(({ key, target, live }) => {
    const other =
      target === undefined || live === undefined ? undefined : managingApplication(live);
    if (other === undefined || other === self) return [];
    return [`${key.kind}/${key.name} is part of applications ${self} and ${other}`];
  });
}

function comparedFields(input: StatusInput, before: ApplicationStatus): Partial<ApplicationStatus> {
  const { application, comparison, spec } = input;
  if (input.specErrors.length > 0) {
    return {
      sync: { ...before.sync, status: 'Unknown' },
      health: withTransition({ status: 'Unknown' }, before, input.now),
    };
  }
  const comparedTo =
    spec === undefined
      ? {}
      : {
          comparedTo: {
            ...(spec.source === undefined ? {} : { source: spec.source }),
            destination: spec.destination,
            ...(spec.ignoreDifferences === undefined
              ? {}
              : { ignoreDifferences: spec.ignoreDifferences }),
          },
        };
  const revision = input.revision === undefined ? {} : { revision: input.revision };
  const sync = { status: comparison?.status ?? ('Unknown' as const), ...revision, ...comparedTo };
  if (comparison === undefined) {
    const health = before.health ?? { status: 'Unknown' as const };
    return { sync, health };
  }
  const live = comparison.resources.map((resource) => resource.live ?? resource.target);
  const images = imagesOf(live.filter((object) => object !== undefined));
  const health = applicationHealth(comparison.resources, keyOf(application));
  return {
    sync,
    health: withTransition(health, before, input.now),
    resources: comparison.resources.map(resourceStatus),
    summary: images.length > 0 ? { images } : {},
    ...(input.sourceType === undefined ? {} : { sourceType: input.sourceType }),
  };
}

function withTransition(
  health: HealthStatus,
  before: ApplicationStatus,
  now: string,
): NonNullable<ApplicationStatus['health']> {
  const old = before.health;
  const since = old?.status === health.status ? (old.lastTransitionTime ?? now) : now;
  return { ...health, lastTransitionTime: since };
}
