import type { JsonObject } from '../json.ts';

/** What started a run. */
export interface WorkflowEvent {
  /** GitHub's name: `push`, `pull_request`, `workflow_dispatch`, … */
  readonly name: string;
  /** Full ref, e.g. `refs/heads/main`. */
  readonly ref: string;
  /** Commit to run on, 40 hex digits. */
  readonly sha: string;
  /** The ref's commit before a push. */
  readonly before?: string;
  /** Source and target branch of a pull request. */
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly actor: string;
  /** The webhook's body: `github.event`. */
  readonly payload: JsonObject;
  /** Inputs of workflow_dispatch as given. */
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  /** Paths changed, for `paths` filters; when absent those filters pass. */
  readonly changedFiles?: readonly string[];
}

/** `main` of `refs/heads/main`; a ref of another form is returned whole. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
}
