import { convertOn } from '@actions/workflow-parser/model/converter/events';
import { convertJobs } from '@actions/workflow-parser/model/converter/jobs';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { ActionsError, WorkflowError, messageOf, type WorkflowIssue } from '../errors.ts';
import { parseJob } from './parse-job.ts';
import { parseDefaults, toTriggers } from './parse-parts.ts';
import { workflowSchema } from './schema.ts';
import { positionOf, toMapping, toNode } from './template-node.ts';
import { ValueReader } from './value-reader.ts';
import type { Job, Workflow } from './workflow.ts';

const MAX_BYTES = 512 * 1024;

/**
 * Parses a GitHub Actions workflow file and checks it against GitHub's own schema: keys, types,
 * which contexts an expression may use where, unknown or cyclic `needs`.
 *
 * @param text the YAML file's text
 * @param fileName path in the repository, for messages
 * @throws WorkflowError with every finding as file:line:column
 */
export function parseWorkflow(text: string, fileName: string): Workflow {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw invalid(fileName, [{ message: `The file is larger than ${MAX_BYTES} bytes.` }]);
  }
  const context = new TemplateContext(
    new TemplateValidationErrors(),
    workflowSchema(),
    new NoOperationTraceWriter(),
  );
  const root = readRoot(context, text, fileName);
  try {
    const workflow = convert(context, root, fileName);
    refuseErrors(context, fileName);
    return workflow;
  } catch (error) {
    refuseErrors(context, fileName);
    if (error instanceof WorkflowError) throw error;
    const at = error instanceof ActionsError ? error.at : undefined;
    const issue = { message: messageOf(error), file: fileName, line: 1, column: 1, ...at };
    const unsupported = error instanceof ActionsError && error.code === 'workflow-unsupported';
    throw new WorkflowError(unsupported ? 'workflow-unsupported' : 'workflow-invalid', [issue]);
  }
}

function readRoot(context: TemplateContext, text: string, fileName: string): TemplateToken {
  const fileId = context.getFileId(fileName);
  const reader = new ValueReader(fileId, text);
  for (const error of reader.errors) context.error(fileId, error.message, error.range);
  refuseErrors(context, fileName);
  const root = readTemplate(context, 'workflow-root', reader, fileId);
  refuseErrors(context, fileName);
  if (root === undefined) throw invalid(fileName, [{ message: 'The file is empty.' }]);
  return root;
}

function convert(context: TemplateContext, root: TemplateToken, fileName: string): Workflow {
  let name = fileName;
  let on: Workflow['on'] = {};
  let jobs: readonly Job[] = [];
  const optional: { -readonly [K in 'env' | 'runName']?: NonNullable<Workflow[K]> } = {};
  let defaults: Workflow['defaults'] = {};
  for (const { key, value } of root.assertMapping('workflow')) {
    switch (key.toString()) {
      case 'name':
        name = value.assertScalar('name').toString() || fileName;
        break;
      case 'run-name':
        optional.runName = toNode(value);
        break;
      case 'on':
        on = toTriggers(convertOn(context, value));
        break;
      case 'env':
        optional.env = toMapping(value);
        break;
      case 'defaults':
        defaults = parseDefaults(value);
        break;
      case 'jobs':
        jobs = convertAllJobs(context, value);
        break;
      default:
        break;
    }
  }
  return { fileName, name, on, defaults, jobs, ...optional };
}

/** The library's conversion is run for its checks (ids, needs, cycles) and for the steps' ids. */
function convertAllJobs(context: TemplateContext, token: TemplateToken): readonly Job[] {
  const checked = convertJobs(context, token);
  const jobs: Job[] = [];
  for (const { key, value } of token.assertMapping('jobs')) {
    const known = checked.find((job) => job.id.value === key.toString());
    const stepIds = known?.type === 'job' ? known.steps.map((step) => step.id) : [];
    jobs.push(parseJob(context, key.toString(), positionOf(key), value, stepIds));
  }
  return jobs;
}

function refuseErrors(context: TemplateContext, fileName: string): void {
  const errors = context.errors.getErrors();
  if (errors.length > 0) {
    throw invalid(
      fileName,
      errors.map((error) => ({ message: error.rawMessage, ...error.range?.start })),
    );
  }
}

function invalid(
  file: string,
  found: readonly { message: string; line?: number; column?: number }[],
): WorkflowError {
  const issues = new Map<string, WorkflowIssue>();
  for (const { message, line = 1, column = 1 } of found) {
    issues.set(`${line}:${column}:${message}`, { message, file, line, column });
  }
  return new WorkflowError('workflow-invalid', [...issues.values()]);
}
