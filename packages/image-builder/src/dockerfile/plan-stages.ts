import { BuildError } from '../build-error.ts';
import type { Dockerfile, Stage } from './instruction.ts';
import { expandWord, type Lookup, WordError } from './words.ts';

/** What a stage stands on, or a COPY takes from. */
export type StageSource =
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'scratch' };

/** A stage that the target needs. */
export interface PlannedStage {
  readonly stage: Stage;
  readonly base: StageSource;
}

/** The stages to build, in order; the last one is the target. */
export interface StagePlan {
  readonly stages: readonly PlannedStage[];
  /** ARGs before the first FROM, with their values, for stages that declare them again. */
  readonly globals: ReadonlyMap<string, string>;
}

/**
 * Finds the stages that the target needs.
 * @param target a stage's name or index; the last stage when absent
 * @throws BuildError `target-unknown`, `dockerfile-invalid`
 */
export function planStages(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
  target?: string,
): StagePlan {
  const globals = globalArgs(dockerfile, buildArgs);
  const wanted = targetIndex(dockerfile, target);
  const needed = new Map<number, StageSource>();
  visit(wanted);
  const stages = dockerfile.stages.flatMap((stage) => {
    const base = needed.get(stage.index);
    return base === undefined ? [] : [{ stage, base }];
  });
  return { stages, globals };

  function visit(index: number): void {
    const stage = dockerfile.stages[index];
    if (stage === undefined || needed.has(index)) return;
    const base = baseOf(dockerfile, stage, globals);
    needed.set(index, base);
    if (base.kind === 'stage') visit(base.index);
    for (const instruction of stage.instructions) {
      if (instruction.kind !== 'COPY' || instruction.from === undefined) continue;
      const source = copySource(dockerfile, stage, instruction.from);
      if (source.kind === 'stage') visit(source.index);
    }
  }
}

/** What `COPY --from=…` names: an earlier stage by name or index, else an image. */
export function copySource(dockerfile: Dockerfile, stage: Stage, from: string): StageSource {
  const index = earlierStage(dockerfile, stage.index, from);
  return index === undefined ? { kind: 'image', reference: from } : { kind: 'stage', index };
}

function baseOf(
  dockerfile: Dockerfile,
  stage: Stage,
  globals: ReadonlyMap<string, string>,
): StageSource {
  const { image, place } = stage.from;
  let reference: string;
  try {
    reference = expandWord(image, (name) => globals.get(name), dockerfile.escape);
  } catch (cause) {
    if (cause instanceof WordError)
      throw new BuildError('dockerfile-invalid', cause.message, { place, cause });
    throw cause;
  }
  if (reference === '') {
    throw new BuildError(
      'dockerfile-invalid',
      `"${image}" is empty: an ARG before the first FROM has no value`,
      { place },
    );
  }
  if (reference === 'scratch') return { kind: 'scratch' };
  const name = dockerfile.stages.findLast(
    (other) => other.index < stage.index && other.from.name === reference.toLowerCase(),
  );
  return name === undefined ? { kind: 'image', reference } : { kind: 'stage', index: name.index };
}

function earlierStage(dockerfile: Dockerfile, before: number, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name) < before ? Number(name) : undefined;
  return dockerfile.stages.findLast(
    (stage) => stage.index < before && stage.from.name === name.toLowerCase(),
  )?.index;
}

function targetIndex(dockerfile: Dockerfile, target: string | undefined): number {
  if (target === undefined) return dockerfile.stages.length - 1;
  const named = earlierStage(dockerfile, dockerfile.stages.length, target);
  if (named !== undefined) return named;
  const names = dockerfile.stages.map((stage) => stage.from.name ?? String(stage.index));
  throw new BuildError(
    'target-unknown',
    `${dockerfile.file} has no stage "${target}"; its stages are ${names.join(', ')}`,
  );
}

/** Variables that Docker sets by itself in the scope before the first FROM. */
function platformArgs(): Record<string, string> {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = `linux/${architecture}`;
  return {
    TARGETPLATFORM: platform,
    TARGETOS: 'linux',
    TARGETARCH: architecture,
    BUILDPLATFORM: platform,
    BUILDOS: 'linux',
    BUILDARCH: architecture,
  };
}

function globalArgs(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const globals = new Map(Object.entries(platformArgs()));
  const lookup: Lookup = (name) => globals.get(name);
  for (const { entries, place } of dockerfile.globals) {
    for (const { name, value } of entries) {
      try {
        const given =
          buildArgs[name] ??
          (value === undefined ? undefined : expandWord(value, lookup, dockerfile.escape));
        if (given !== undefined) globals.set(name, given);
      } catch (cause) {
        if (cause instanceof WordError)
          throw new BuildError('dockerfile-invalid', cause.message, { place, cause });
        throw cause;
      }
    }
  }
  return globals;
}
