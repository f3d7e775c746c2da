import { readFile } from 'node:fs/promises';
import { ActionsError } from '../errors.ts';
import type { ActionContext, BuiltinAction } from './action.ts';
import { satisfiesTool } from './tool-version.ts';

interface Tool {
  readonly action: string;
  /** As a person calls it. */
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly input: string;
  readonly versions: readonly string[];
  /** How many numbers of the version must fit. */
  readonly depth: number;
  readonly caches: readonly string[];
  readFromFile(text: string, file: string): string | undefined;
}

/** `actions/setup-node`: the sandbox's Node.js is what there is, so its major is checked. */
export const setupNodeAction: BuiltinAction = createSetupAction({
  action: 'actions/setup-node',
  title: 'Node.js',
  command: ['node', '--version'],
  input: 'node-version',
  versions: ['v3', 'v4', 'v5', 'v6'],
  depth: 1,
  caches: ['', 'npm'],
  readFromFile: nodeVersionFromFile,
});

/** `actions/setup-python`: major and minor of the sandbox's Python are checked. */
export const setupPythonAction: BuiltinAction = createSetupAction({
  action: 'actions/setup-python',
  title: 'Python',
  command: ['python3', '--version'],
  input: 'python-version',
  versions: ['v4', 'v5', 'v6'],
  depth: 2,
  caches: ['', 'pip'],
  readFromFile: (text, file) => toolVersions(text, file, 'python') ?? text.trim(),
});

function createSetupAction(tool: Tool): BuiltinAction {
  return {
    versions: tool.versions,
    async run(context) {
      const cache = context.inputs['cache'] ?? '';
      if (!tool.caches.includes(cache)) {
        throw invalid(
          tool,
          `cache: ${cache} is not supported; use ${tool.caches.join('') || 'none'}.`,
        );
      }
      const present = await presentVersion(tool, context);
      const wanted = await wantedVersion(tool, context);
      const verdict = wanted === '' ? true : satisfiesTool(wanted, present, tool.depth);
      const found = `${tool.title} ${present.join('.')}`;
      if (verdict === undefined) throw invalid(tool, `"${wanted}" is not a version.`);
      if (!verdict) {
        throw invalid(
          tool,
          `${tool.input} "${wanted}" is not available: this runner has ${found}. Ask for that version, or install another one in a run step.`,
        );
      }
      context.log(`${found} is there${wanted === '' ? '' : ` (asked for: ${wanted})`}.`);
      context.setOutput(tool.input, present.join('.'));
      context.setOutput('cache-hit', 'false');
      return {};
    },
  };
}

async function presentVersion(tool: Tool, context: ActionContext): Promise<readonly number[]> {
  const { code, output } = await context.exec(tool.command, { silent: true });
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || version === null) throw invalid(tool, `${tool.title} is not installed here.`);
  return version.slice(1, 4).map(Number);
}

async function wantedVersion(tool: Tool, context: ActionContext): Promise<string> {
  const given = context.inputs[tool.input]?.trim() ?? '';
  const file = context.inputs[`${tool.input}-file`]?.trim() ?? '';
  if (given !== '' || file === '') return given;
  const text = await readFile(await context.resolve(file), 'utf8').catch((cause: unknown) => {
    throw new ActionsError('action-failed', `${tool.action}: ${file} cannot be read.`, { cause });
  });
  const wanted = tool.readFromFile(text, file);
  if (wanted === undefined) throw invalid(tool, `${file} names no version of ${tool.title}.`);
  return wanted;
}

function nodeVersionFromFile(text: string, file: string): string | undefined {
  if (!file.endsWith('package.json')) return toolVersions(text, file, 'nodejs') ?? text.trim();
  const parsed: unknown = JSON.parse(text);
  const member = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  const wanted =
    member(member(parsed, 'volta'), 'node') ?? member(member(parsed, 'engines'), 'node');
  return typeof wanted === 'string' ? wanted : undefined;
}

/** A line `nodejs 20.11.1` of `.tool-versions`. */
function toolVersions(text: string, file: string, tool: string): string | undefined {
  if (!file.endsWith('.tool-versions')) return undefined;
  const line = text.split('\n').find((each) => each.startsWith(`${tool} `));
  return line?.split(/\s+/)[1];
}

function invalid(tool: Tool, problem: string): ActionsError {
  return new ActionsError('step-invalid', `${tool.action}: ${problem}`);
}
