import type { TemplateContext } from '@actions/workflow-parser/templates/template-context';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { convertToIfCondition } from '@actions/workflow-parser/model/converter/if-condition';
import { ActionsError } from '../errors.ts';
import { parseDefaults, pickNodes } from './parse-parts.ts';
import {
  expressionNode,
  positionOf,
  toMapping,
  type ExpressionNode,
  type Position,
} from './template-node.ts';
import type { Job, Step, StepBase, Strategy } from './workflow.ts';

/** Keys that change what a job runs on and that this runner would otherwise ignore in silence. */
const UNSUPPORTED_JOB_KEYS: Readonly<Record<string, string>> = {
  uses: 'Reusable workflows (`uses:` on a job) are not supported by this runner; copy the steps into the job.',
  container: '`container:` is not supported by this runner: every job runs in its sandbox.',
  services: '`services:` are not supported by this runner; start what the tests need in a step.',
};

/** Converts one job; `stepIds` are the ids that the library gave its steps, in order. */
export function parseJob(
  context: TemplateContext,
  id: string,
  at: Position,
  token: TemplateToken,
  stepIds: readonly string[],
): Job {
  const mapping = token.assertMapping('job');
  for (const { key } of mapping) {
    const problem = UNSUPPORTED_JOB_KEYS[key.toString()];
    if (problem !== undefined) {
      throw new ActionsError('workflow-unsupported', problem, { at: positionOf(key) });
    }
  }
  const env = mapping.find('env');
  const outputs = mapping.find('outputs');
  const defaults = mapping.find('defaults');
  const strategy = mapping.find('strategy');
  const steps = mapping.find('steps');
  return {
    id,
    at,
    needs: parseNeeds(mapping.find('needs')),
    if: parseCondition(context, mapping.find('if'), at),
    defaults: defaults === undefined ? {} : parseDefaults(defaults),
    ...pickNodes(mapping, {
      name: 'name',
      'runs-on': 'runsOn',
      'continue-on-error': 'continueOnError',
      'timeout-minutes': 'timeoutMinutes',
    }),
    ...(env === undefined ? {} : { env: toMapping(env) }),
    ...(outputs === undefined ? {} : { outputs: toMapping(outputs) }),
    ...(strategy === undefined ? {} : { strategy: parseStrategy(strategy) }),
    steps: steps === undefined ? [] : parseSteps(context, steps, stepIds),
  };
}

function parseStrategy(token: TemplateToken): Strategy {
  return pickNodes(token, {
    matrix: 'matrix',
    'fail-fast': 'failFast',
    'max-parallel': 'maxParallel',
  });
}

function parseNeeds(token: TemplateToken | undefined): readonly string[] {
  if (token === undefined) return [];
  if (token.isScalar) return [token.assertString('needs').value];
  const needs: string[] = [];
  for (const item of token.assertSequence('needs')) needs.push(item.assertString('needs').value);
  return needs;
}

function parseCondition(
  context: TemplateContext,
  token: TemplateToken | undefined,
  at: Position,
): ExpressionNode {
  const converted = token === undefined ? undefined : convertToIfCondition(context, token);
  return converted === undefined
    ? { kind: 'expression', expression: 'success()', at }
    : expressionNode(converted);
}

function parseSteps(
  context: TemplateContext,
  token: TemplateToken,
  stepIds: readonly string[],
): readonly Step[] {
  const steps: Step[] = [];
  for (const item of token.assertSequence('steps')) {
    steps.push(parseStep(context, item, stepIds[steps.length] ?? `__step${steps.length + 1}`));
  }
  return steps;
}

function parseStep(context: TemplateContext, token: TemplateToken, id: string): Step {
  const mapping = token.assertMapping('step');
  const at = positionOf(token);
  const env = mapping.find('env');
  const base: StepBase = {
    id,
    at,
    if: parseCondition(context, mapping.find('if'), at),
    ...pickNodes(mapping, {
      name: 'name',
      'continue-on-error': 'continueOnError',
      'timeout-minutes': 'timeoutMinutes',
    }),
    ...(env === undefined ? {} : { env: toMapping(env) }),
  };
  const uses = mapping.find('uses');
  if (uses !== undefined) {
    const inputs = mapping.find('with');
    return {
      ...base,
      kind: 'uses',
      uses: uses.assertString('uses').value,
      ...(inputs === undefined ? {} : { with: toMapping(inputs) }),
    };
  }
  const { run, ...rest } = pickNodes(mapping, {
    run: 'run',
    shell: 'shell',
    'working-directory': 'workingDirectory',
  });
  if (run === undefined) {
    throw new ActionsError('workflow-unsupported', 'A step needs `run:` or `uses:`.', { at });
  }
  return { ...base, ...rest, kind: 'run', run };
}
