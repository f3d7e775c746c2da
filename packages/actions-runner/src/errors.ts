import type { Position } from './workflow/template-node.ts';

/** The closed list of this package's error codes. */
export type ActionsErrorCode =
  /** The workflow file is not a valid workflow. */
  | 'workflow-invalid'
  /** The workflow is valid for GitHub but uses something that this runner does not do. */
  | 'workflow-unsupported'
  /** An expression could not be parsed or evaluated. */
  | 'expression-failed'
  /** A step or an action was given wrong input. */
  | 'step-invalid'
  /** A `uses:` names an action, or a version of one, that is not built in. */
  | 'action-unsupported'
  /** A path given by a workflow leaves the job's workspace. */
  | 'path-escapes'
  /** An action failed for a reason of its own. */
  | 'action-failed';

/** Base of every error that this package throws on purpose; all are the workflow author's to fix. */
export class ActionsError extends Error {
  override readonly name: string = 'ActionsError';
  readonly code: ActionsErrorCode;
  readonly fault = 'user' as const;
  /** Where in the workflow file, when known. */
  readonly at: Position | undefined;

  constructor(
    code: ActionsErrorCode,
    message: string,
    options: { readonly at?: Position | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.at = options.at;
  }
}

/** One finding in a workflow file; line and column count from 1. */
export interface WorkflowIssue {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A workflow file that cannot be run, with every finding. */
export class WorkflowError extends ActionsError {
  override readonly name = 'WorkflowError';
  readonly issues: readonly WorkflowIssue[];

  constructor(code: 'workflow-invalid' | 'workflow-unsupported', issues: readonly WorkflowIssue[]) {
    const [first] = issues;
    super(code, issues.map(formatIssue).join('\n'), {
      at: first === undefined ? undefined : { line: first.line, column: first.column },
    });
    this.issues = issues;
  }
}

function formatIssue(issue: WorkflowIssue): string {
  return `${issue.file}:${issue.line}:${issue.column}: ${issue.message}`;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
