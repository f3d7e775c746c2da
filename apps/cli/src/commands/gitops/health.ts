import { createInterface } from 'node:readline';
import type { KubeObject } from '@fairway/kube';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import type { CliContext } from '../../context.ts';
import { formatTable } from '../../format.ts';
import { readInput } from '../../read-input.ts';

/** Judges Kubernetes objects as Argo CD does: one JSON document, or one a line with --batch. */
export const gitopsHealth: CommandSpec = {
  usage: 'gitops health',
  about: 'judge the health of Kubernetes objects given as JSON on standard input',
  options: [
    { flags: '--batch', about: 'one object a line in, {status,message} or null a line out' },
  ],
  async run(context, input) {
    const { resourceHealth } = await import('@fairway/gitops');
    if (input.flag('batch')) return judgeLines(context, resourceHealth);
    const objects = itemsOf(parseObject(await readInput(context), 'standard input'));
    const judged = objects.map((object) => ({
      kind: object.kind,
      name: object.metadata.name ?? '',
      health: resourceHealth(object) ?? null,
    }));
    const rows = judged.map(({ kind, name, health }) => [
      kind,
      name,
      health?.status ?? '-',
      health?.message ?? '',
    ]);
    return { data: judged, text: formatTable(['KIND', 'NAME', 'HEALTH', 'MESSAGE'], rows) };
  },
};

async function judgeLines(
  context: CliContext,
  judge: (object: KubeObject) => unknown,
): Promise<undefined> {
  let number = 0;
  let refused = 0;
  for await (const line of createInterface({ input: context.stdin })) {
    number += 1;
    let answer: unknown;
    try {
      answer = judge(parseObject(line, `line ${number}`)) ?? null;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      // Each line in has its line out, so that both stay in step.
      refused += 1;
      answer = { error: error.message };
    }
    context.print(JSON.stringify(answer));
  }
  if (refused > 0) {
    throw new CliError(`${refused} of ${number} lines were no objects.`, 'Look at their "error".');
  }
  return undefined;
}

function parseObject(text: string, where: string): KubeObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`${where} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (isObject(value)) return value;
  throw refuse(`${where} is no Kubernetes object: apiVersion and kind are missing.`);
}

/** The items of a list as `kubectl get -o json` prints it, or the object itself. */
function itemsOf(object: KubeObject & { items?: unknown }): KubeObject[] {
  return Array.isArray(object.items) ? object.items.filter(isObject) : [object];
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null
  );
}

function refuse(message: string): CliError {
  return new CliError(message, 'Give what "kubectl get -o json" prints.');
}
