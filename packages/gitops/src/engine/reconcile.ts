import {
  applicationResource,
  type Application,
  type ApplicationStatus,
  type Operation,
  type OperationState,
} from '../application/application.ts';
import { checkSource } from '../application/read-spec.ts';
import { withTimeout } from '../cluster/with-timeout.ts';
import { compareResources, ignoredOf } from '../diff/compare-resources.ts';
import { GitOpsError } from '../errors.ts';
import { deepEqual } from '../object/deep-equal.ts';
import { annotationOf } from '../object/predicates.ts';
import { applicationStatus } from '../status/application-status.ts';
import { appendHistory } from '../status/history.ts';
import { createMergePatch } from '../status/merge-patch.ts';
import { resourceStatus } from '../status/resource-status.ts';
import { decide, type Action } from './decide.ts';
import { loadDesired, resolveRevision, type RefreshLevel } from './desired-state.ts';
import { clusterTimeoutMs, fieldManager, timestamp, type EngineContext } from './engine-context.ts';
import { finalize } from './finalize.ts';
import { comparisonProblem, managedObjects, observe, type Observation } from './observe.ts';
import { runOperation, terminateOperation, type OperationRun } from './run-operation.ts';

/** When to look again although nothing changed. */
interface ReconcileResult {
  wakeAt?: Date;
}

const refreshAnnotation = 'argocd.argoproj.io/refresh';
const skipAnnotation = 'argocd.argoproj.io/skip-reconcile';
const repositoryRetryMs = 15_000;
const maxRounds = 4;

/**
 * Brings one Application a step further: observe, decide, act, and write the status when it
 * changed. Rounds go on at once while there is something to do.
 */
export async function reconcile(
  context: EngineContext,
  name: string,
  level: RefreshLevel,
): Promise<ReconcileResult> {
  let asked = level;
  for (let round = 0; round < maxRounds; round += 1) {
    const application = context.applications.get(context.namespace, name);
    if (application === undefined) return {};
    if (application.metadata.deletionTimestamp !== undefined) {
      await finalize(context, application);
      return {};
    }
    if (annotationOf(application, skipAnnotation) === 'true') return {};
    const observation = await observe(context, application, withAnnotation(asked, application));
    asked = 'recent';
    if (observation.isRepositoryAway && application.operation === undefined) {
      return { wakeAt: after(context, repositoryRetryMs) };
    }
    const { isSettled, wakeAt } = await actOn(context, observation);
    if (isSettled) {
      const isAway =
        observation.comparisonError !== undefined && observation.revision === undefined;
      const retryAt = isAway ? after(context, repositoryRetryMs) : undefined;
      const at = wakeAt ?? retryAt;
      return at === undefined ? {} : { wakeAt: at };
    }
  }
  return { wakeAt: context.now() };
}

function withAnnotation(level: RefreshLevel, application: Application): RefreshLevel {
  const asked = annotationOf(application, refreshAnnotation);
  if (asked === 'hard' || level === 'hard') return 'hard';
  return asked === undefined ? level : 'latest';
}

function after(context: EngineContext, milliseconds: number): Date {
  return new Date(context.now().getTime() + milliseconds);
}

interface Settled {
  isSettled: boolean;
  wakeAt?: Date;
}

async function actOn(context: EngineContext, observation: Observation): Promise<Settled> {
  const action = decideOn(context, observation);
  switch (action.type) {
    case 'idle': {
      const { syncError, wakeAt } = action;
      await write(context, observation.application, statusOf(context, observation, syncError));
      return { isSettled: true, ...(wakeAt === undefined ? {} : { wakeAt }) };
    }
    case 'start': {
      if (action.isHealing) context.counters.selfHeals += 1;
      const status = statusOf(context, observation);
      const state = {
        operation: action.operation,
        phase: 'Running' as const,
        startedAt: timestamp(context.now()),
      };
      await write(
        context,
        observation.application,
        { ...status, operationState: state },
        action.operation,
      );
      return { isSettled: false };
    }
    case 'terminate':
      return endRound(context, observation, await terminated(context, observation, action));
    default: {
      const state = await continued(context, observation, action.state);
      const settled = await endRound(context, observation, state);
      const wakeAt = action.wakeAt ?? settled.wakeAt;
      return { ...settled, ...(wakeAt === undefined ? {} : { wakeAt }) };
    }
  }
}

function decideOn(context: EngineContext, observation: Observation): Action {
  const { application, spec, comparison, revision } = observation;
  const state = application.status?.operationState;
  const running = (state?.syncResult?.resources ?? []).filter(
    (result) => result.hookType !== undefined && result.hookPhase === 'Running',
  );
  const live = running.map((key) => observation.destination?.cluster.find(key));
  return decide({
    ...(spec === undefined ? {} : { spec }),
    ...(application.operation === undefined ? {} : { operation: application.operation }),
    ...(state === undefined ? {} : { state }),
    isDeleting: false,
    syncStatus: comparison?.status ?? 'Unknown',
    resources: (comparison?.resources ?? []).map(resourceStatus),
    ...(revision === undefined ? {} : { revision }),
    runningHooks: live.filter((hook) => hook !== undefined),
    now: context.now(),
  });
}

function statusOf(
  context: EngineContext,
  observation: Observation,
  syncError?: string,
): ApplicationStatus {
  const { application, spec, specErrors, revision, desired, comparison } = observation;
  if (observation.isRepositoryAway) return application.status ?? {};
  const comparisonError = comparisonProblem(observation);
  const now = timestamp(context.now());
  const status = applicationStatus({
    application,
    ...(spec === undefined ? {} : { spec }),
    specErrors,
    ...(revision === undefined ? {} : { revision }),
    ...(desired === undefined ? {} : { sourceType: desired.sourceType }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(comparisonError === undefined ? {} : { comparisonError }),
    warnings: desired?.targets.warnings ?? [],
    ...(syncError === undefined ? {} : { syncError }),
    now,
  });
  const isAsked = annotationOf(application, refreshAnnotation) !== undefined;
  const isChanged = isAsked || !deepEqual(status, application.status);
  return isChanged ? { ...status, reconciledAt: now } : status;
}

/** Goes on with an operation; one that cannot run ends with what is wrong. */
async function continued(
  context: EngineContext,
  observation: Observation,
  state: OperationState,
): Promise<OperationState> {
  const run = await operationRun(context, observation, state);
  return typeof run === 'string' ? errorState(context, state, run) : runOperation(run);
}

async function terminated(
  context: EngineContext,
  observation: Observation,
  { state, reason }: Extract<Action, { type: 'terminate' }>,
): Promise<OperationState> {
  const run = await operationRun(context, observation, state);
  if (typeof run !== 'string') return terminateOperation(run, reason);
  return { ...errorState(context, state, reason), phase: 'Failed' };
}

function errorState(
  context: EngineContext,
  state: OperationState,
  message: string,
): OperationState {
  return { ...state, phase: 'Error', message, finishedAt: timestamp(context.now()) };
}

/** All that an operation needs, or the sentence that says why it cannot run. */
async function operationRun(
  context: EngineContext,
  observation: Observation,
  state: OperationState,
): Promise<OperationRun | string> {
  const { application, spec, project, destination, specErrors } = observation;
  if (spec === undefined || project === undefined || destination === undefined) {
    return `InvalidSpecError: ${specErrors.join('; ')}`;
  }
  const name = application.metadata.name ?? '';
  const onProgress = async (progress: OperationState): Promise<void> => {
    const current = context.applications.get(context.namespace, name) ?? application;
    await write(context, current, { ...current.status, operationState: progress });
  };
  try {
    const desired = await operationTarget(context, observation, state);
    const isSame = desired === observation.desired && observation.comparison !== undefined;
    const ignored = ignoredOf(spec);
    const comparison =
      isSame && observation.comparison
        ? observation.comparison
        : await compareResources({
            targets: desired.targets.resources,
            managed: managedObjects(application, spec, project, destination),
            find: (key, apiVersion) => destination.cluster.find(key, apiVersion),
            diff: (target, live) => destination.diff.compare(target, live, ignored),
          });
    if (comparison.errors.length > 0) return `ComparisonError: ${comparison.errors[0] ?? ''}`;
    return {
      context,
      application: name,
      spec,
      project,
      destination,
      desired,
      comparison,
      state,
      onProgress,
    };
  } catch (error) {
    if (!(error instanceof GitOpsError)) throw error;
    return `ComparisonError: ${error.message}`;
  }
}

async function operationTarget(
  context: EngineContext,
  observation: Observation,
  state: OperationState,
): Promise<NonNullable<Observation['desired']>> {
  const { application, spec, destination, desired } = observation;
  const sync = state.operation?.sync;
  const name = application.metadata.name ?? '';
  const source =
    sync?.source === undefined
      ? (state.syncResult?.source ?? spec?.source)
      : checkSource(sync.source);
  if (spec === undefined || source === undefined || destination === undefined) {
    throw new GitOpsError('invalid_spec', 'spec.source is required');
  }
  const wanted = state.syncResult?.revision ?? sync?.revision;
  const isDefault = deepEqual(source, spec.source);
  if (desired !== undefined && isDefault && (wanted === undefined || wanted === desired.revision)) {
    return desired;
  }
  const pinned = wanted === undefined ? source : { ...source, targetRevision: wanted };
  const revision = await resolveRevision(context, `${name}#operation`, pinned, 'latest');
  if (desired !== undefined && isDefault && revision === desired.revision) return desired;
  const request = { application: name, spec, source, revision, destination, isHard: false };
  return loadDesired(context, request);
}

/** Writes what an operation came to, together with what the cluster looks like after it. */
async function endRound(
  context: EngineContext,
  before: Observation,
  state: OperationState,
): Promise<Settled> {
  const isOver = state.phase !== 'Running' && state.phase !== 'Terminating';
  const name = before.application.metadata.name ?? '';
  const current = context.applications.get(context.namespace, name) ?? before.application;
  const observation = await observe(context, current, 'recent');
  const status = statusOf(context, observation);
  const limit = before.spec?.revisionHistoryLimit;
  const history = isOver ? appendHistory(status.history ?? [], state, limit) : status.history;
  const next: ApplicationStatus = {
    ...status,
    operationState: state,
    ...(history === undefined || history.length === 0 ? {} : { history }),
  };
  if (isOver) {
    countSync(context, state);
    context.logger.info(
      {
        application: name,
        phase: state.phase,
        revision: state.syncResult?.revision,
        reason: state.message,
      },
      'operation finished',
    );
  }
  await write(context, current, next, isOver ? null : undefined);
  if (isOver) return { isSettled: false };
  if (state.finishedAt === undefined) return { isSettled: true };
  // The next round works out when the retry is due.
  return { isSettled: false };
}

function countSync({ counters }: EngineContext, { phase }: OperationState): void {
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Error') counters.syncs[phase] += 1;
}

/**
 * Writes status, operation and the answered refresh wish in one patch; nothing when nothing
 * changed. `operation` null clears it.
 */
async function write(
  context: EngineContext,
  application: Application,
  status: ApplicationStatus,
  operation?: Operation | null,
): Promise<void> {
  const changed = createMergePatch(application.status, status);
  const isAsked = annotationOf(application, refreshAnnotation) !== undefined;
  if (changed === undefined && operation === undefined && !isAsked) return;
  const patch = {
    ...(isAsked ? { metadata: { annotations: { [refreshAnnotation]: null } } } : {}),
    ...(operation === undefined ? {} : { operation }),
    ...(changed === undefined ? {} : { status: changed }),
  };
  const { name = '', namespace = context.namespace } = application.metadata;
  context.counters.statusWrites += 1;
  const call = context.client.patch<Application>(applicationResource, { name, namespace }, patch, {
    type: 'application/merge-patch+json',
    fieldManager,
  });
  const written = await withTimeout(call, clusterTimeoutMs, 'status of an Application');
  context.applications.observe(written);
}
