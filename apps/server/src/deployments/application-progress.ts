import type { KubeObject } from '@fairway/kube';
import { z } from 'zod';

/** How far an Application is with a release; `other` while it shows another one. */
export interface ApplicationProgress {
  state: 'other' | 'waiting' | 'synced' | 'failed';
  message: string;
}

const Source = z.object({
  targetRevision: z.string().optional(),
  helm: z
    .object({
      valuesObject: z.object({ image: z.object({ digest: z.string() }).optional() }).optional(),
    })
    .optional(),
});

/** What is read of an Application (argoproj.io/v1alpha1); everything may be absent at first. */
const Application = z.object({
  spec: z.object({
    source: Source,
  }),
  status: z
    .object({
      sync: z
        .object({
          status: z.string(),
          revision: z.string().optional(),
          comparedTo: z.object({ source: Source }).partial().optional(),
        })
        .optional(),
      conditions: z.array(z.object({ type: z.string(), message: z.string() })).optional(),
      operationState: z
        .object({
          phase: z.string(),
          message: z.string().optional(),
          finishedAt: z.string().optional(),
          syncResult: z
            .object({
              revision: z.string().optional(),
              source: z
                .object({ helm: z.object({ valuesObject: z.unknown() }).partial().optional() })
                .optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Reads from an Application whether a release is synced. Its status speaks of the release only when
 * the last operation applied it: between a commit and the next comparison the status still tells of
 * the release before.
 */
export function applicationProgress(
  object: KubeObject | undefined,
  release: { chartCommit: string; digest: string },
): ApplicationProgress {
  const parsed = Application.safeParse(object);
  if (!parsed.success) return { state: 'waiting', message: 'The Application does not exist yet.' };
  const { spec, status } = parsed.data;
  if (!shows(spec.source, release)) {
    return { state: 'other', message: 'The Application shows another release.' };
  }
  // An error of the comparison before stays until the next one.
  const compared = shows(status?.sync?.comparedTo?.source, release);
  const error = status?.conditions?.find(
    ({ type }) => type === 'InvalidSpecError' || (compared && type.endsWith('Error')),
  );
  const operation = status?.operationState;
  const applied =
    operation?.syncResult?.revision === release.chartCommit &&
    JSON.stringify(operation.syncResult.source ?? {}).includes(release.digest);
  if (applied && operation?.phase === 'Succeeded' && status?.sync?.status === 'Synced') {
    return { state: 'synced', message: operation.message ?? '' };
  }
  if (applied && (operation?.phase === 'Failed' || operation?.phase === 'Error')) {
    return { state: 'failed', message: operation.message ?? operation.phase };
  }
  if (error !== undefined && !applied) return { state: 'failed', message: error.message };
  return { state: 'waiting', message: operation?.message ?? '' };
}

/** Whether a source is that of the release. */
function shows(
  source: z.infer<typeof Source> | undefined,
  release: { chartCommit: string; digest: string },
): boolean {
  const digest = source?.helm?.valuesObject?.image?.digest;
  return source?.targetRevision === release.chartCommit && digest === release.digest;
}
