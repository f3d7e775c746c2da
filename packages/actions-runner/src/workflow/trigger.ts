import { refName, type WorkflowEvent } from './event.ts';
import { matchesFilters } from './filter-pattern.ts';
import type { Trigger, Workflow } from './workflow.ts';

/** Whether an event starts a workflow; `reason` says why not. */
export interface TriggerDecision {
  readonly triggered: boolean;
  readonly reason?: string;
}

const YES: TriggerDecision = { triggered: true };

/** Decides by `on:` and its filters whether an event starts the workflow. */
export function matchTrigger(workflow: Workflow, event: WorkflowEvent): TriggerDecision {
  if (!Object.hasOwn(workflow.on, event.name)) {
    return no(`${workflow.fileName} is not triggered by ${event.name}`);
  }
  const trigger = workflow.on[event.name] ?? {};
  if (event.name === 'push')
    return first([() => matchPushRef(trigger, event), () => matchPaths(trigger, event)]);
  if (event.name === 'pull_request' || event.name === 'pull_request_target') {
    return first([
      () => matchTypes(trigger.types ?? ['opened', 'synchronize', 'reopened'], event),
      () => matchNames('branch', trigger.branches, trigger.branchesIgnore, event.baseRef ?? ''),
      () => matchPaths(trigger, event),
    ]);
  }
  return trigger.types === undefined ? YES : matchTypes(trigger.types, event);
}

function matchPushRef(trigger: Trigger, event: WorkflowEvent): TriggerDecision {
  const isTag = event.ref.startsWith('refs/tags/');
  const branchFilter = (trigger.branches ?? trigger.branchesIgnore) !== undefined;
  const tagFilter = (trigger.tags ?? trigger.tagsIgnore) !== undefined;
  const name = refName(event.ref);
  if (isTag) {
    if (branchFilter && !tagFilter) return no(`tag ${name}: only branches trigger this workflow`);
    return matchNames('tag', trigger.tags, trigger.tagsIgnore, name);
  }
  if (tagFilter && !branchFilter) return no(`branch ${name}: only tags trigger this workflow`);
  return matchNames('branch', trigger.branches, trigger.branchesIgnore, name);
}

function matchNames(
  kind: string,
  only: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
  name: string,
): TriggerDecision {
  if (only !== undefined && !matchesFilters(only, name)) {
    return no(`${kind} ${name} does not match ${only.join(', ')}`);
  }
  if (ignored !== undefined && matchesFilters(ignored, name)) {
    return no(`${kind} ${name} is ignored by ${ignored.join(', ')}`);
  }
  return YES;
}

function matchTypes(types: readonly string[], event: WorkflowEvent): TriggerDecision {
  const action = event.payload['action'];
  // A caller whose payload names no activity has decided that the event counts.
  if (typeof action !== 'string' || types.includes(action)) return YES;
  return no(`${event.name} "${action}" is not one of ${types.join(', ')}`);
}

function matchPaths(trigger: Trigger, event: WorkflowEvent): TriggerDecision {
  const changed = event.changedFiles;
  const { paths, pathsIgnore } = trigger;
  if (changed === undefined || event.ref.startsWith('refs/tags/')) return YES;
  if (paths !== undefined && !changed.some((file) => matchesFilters(paths, file))) {
    return no(`no changed file matches ${paths.join(', ')}`);
  }
  if (pathsIgnore !== undefined && changed.every((file) => matchesFilters(pathsIgnore, file))) {
    return no(`every changed file is ignored by ${pathsIgnore.join(', ')}`);
  }
  return YES;
}

function first(checks: readonly (() => TriggerDecision)[]): TriggerDecision {
  for (const check of checks) {
    const decision = check();
    if (!decision.triggered) return decision;
  }
  return YES;
}

function no(reason: string): TriggerDecision {
  return { triggered: false, reason };
}
