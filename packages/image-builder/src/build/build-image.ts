import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

import {
  type ContentStore,
  type Descriptor,
  type Digest,
  hostPlatform,
  type ImageConfig,
  type ImageManifest,
  type ImageRunConfig,
  type ImageStore,
  LayerView,
  MEDIA_TYPES,
  OciError,
  type PackedLayer,
  sha256,
} from '@fairway/oci';
import type { SandboxMount, SandboxRuntime } from '@fairway/sandbox';

import type { BaseImages } from '../bases/base-images.ts';
import { BuildError, type DockerfilePlace } from '../build-error.ts';
import { openBuildContext } from '../context/build-context.ts';
import { readInside } from '../context/open-inside.ts';
import type { Dockerfile, Stage, StageInstruction } from '../dockerfile/instruction.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import {
  copySource,
  planStages,
  type PlannedStage,
  type StagePlan,
} from '../dockerfile/plan-stages.ts';
import { HOST_BASE_LABEL } from '../host-base-label.ts';
import { contextSources, type FindSources, viewSources } from './copy-sources.ts';
import { copyStep, type StepResult, workdirStep } from './copy-step.ts';
import { LayerCache } from './layer-cache.ts';
import { type RunContext, runStep } from './run-step.ts';
import { applyArg, applyConfig, envOf, expandIn, stackOf, type StageState } from './stage-state.ts';

/** What to build, with what. */
export interface BuildImageOptions {
  readonly contextDir: string;
  /** Path from the context; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /**
   * The folder that context and Dockerfile must lie in, whatever links they go through (a
   * checkout); the context itself when absent.
   */
  readonly sourceRoot?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** A stage's name or index; the last stage when absent. */
  readonly target?: string;
  /** Labels added to those of the Dockerfile. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly sandbox: SandboxRuntime;
  readonly store: ContentStore;
  readonly images: ImageStore;
  readonly bases: BaseImages;
  /** The layer cache, shared by all builds; on the file system of `store` and `images`. */
  readonly cacheDir: string;
  /** Whose `--mount=type=cache` folders are used; fresh ones for each step when absent. */
  readonly cacheScope?: string;
  /** What RUN sees besides the image, e.g. a package cache. */
  readonly mounts?: readonly SandboxMount[];
  /** Environment of RUN only: it gets neither into the image nor into the cache's keys. */
  readonly env?: Readonly<Record<string, string>>;
  /** How new layers are stored; `gzip` (level 1) when absent. */
  readonly compression?: 'gzip' | 'none';
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** One step of a build that was done. */
export interface BuildStep {
  readonly instruction: string;
  readonly cached: boolean;
  readonly durationMs: number;
}

/** An image in the content store. */
export interface BuiltImage {
  readonly digest: Digest;
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
  /** Bytes of the layers and the configuration, as stored. */
  readonly size: number;
  /** What was taken instead of the base images asked for, one sentence each. */
  readonly substitutions: readonly string[];
  readonly steps: readonly BuildStep[];
}

/**
 * Builds the image of a Dockerfile into the content store. Stages that the target does not need
 * are not built; a step whose inputs were seen before is not run again.
 * @throws BuildError for what is wrong with the Dockerfile, its files, its commands or the bases
 */
export async function buildImage(options: BuildImageOptions): Promise<BuiltImage> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  try {
    return await new Build(options, signal).run();
  } catch (error) {
    if (options.signal.aborted)
      throw new BuildError('cancelled', 'The build was cancelled', { cause: error });
    if (timeout.aborted) {
      throw new BuildError(
        'timed-out',
        `The build did not end within ${Math.round(options.timeoutMs / 1000)} s`,
        { cause: error },
      );
    }
    throw error;
  }
}

class Build {
  readonly #options: BuildImageOptions;
  readonly #signal: AbortSignal;
  readonly #cache: LayerCache;
  readonly #substitutions = new Set<string>();
  readonly #steps: BuildStep[] = [];
  readonly #done = new Map<number, StageState>();

  constructor(options: BuildImageOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#cache = new LayerCache({
      dir: options.cacheDir,
      store: options.store,
      images: options.images,
      compression: options.compression ?? 'gzip',
    });
  }

  async run(): Promise<BuiltImage> {
    const file = this.#options.dockerfile ?? 'Dockerfile';
    const root = await this.#contextRoot();
    const dockerfile = parseDockerfile(await this.#readDockerfile(root, file), file);
    const plan = planStages(dockerfile, this.#options.buildArgs ?? {}, this.#options.target);
    await this.#cache.open();
    const context = contextSources(openBuildContext(root, file));
    let state: StageState | undefined;
    for (const planned of plan.stages) {
      state = await this.#stage(dockerfile, plan, planned, context);
      this.#done.set(planned.stage.index, state);
    }
    if (state === undefined) throw new BuildError('dockerfile-invalid', `${file} has no stage`);
    return this.#timed('export the image', async () => this.#export(state));
  }

  /** The real path of the context. */
  async #contextRoot(): Promise<string> {
    const { contextDir, sourceRoot } = this.#options;
    const root = await realpath(contextDir).catch(() => undefined);
    if (root === undefined) {
      throw new BuildError('context-invalid', 'The folder of the build context does not exist');
    }
    const outer = await realpath(sourceRoot ?? contextDir);
    if (root === outer || root.startsWith(`${outer}/`)) return root;
    throw new BuildError('context-invalid', 'The build context lies outside the checkout');
  }

  async #readDockerfile(root: string, file: string): Promise<string> {
    const path = join(root, file);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      throw new BuildError('dockerfile-missing', `There is no ${file} in the build context`);
    }
    return readInside(await realpath(this.#options.sourceRoot ?? root), path);
  }

  async #stage(
    dockerfile: Dockerfile,
    plan: StagePlan,
    { stage, base }: PlannedStage,
    context: FindSources,
  ): Promise<StageState> {
    const total = stage.instructions.length + 1;
    const name = stage.from.name ?? `stage ${stage.index}`;
    const announce = (step: number, { instruction }: DockerfilePlace): void => {
      this.#options.onLog(`[${name} ${step}/${total}] ${instruction}`);
    };
    announce(1, stage.from.place);
    let state: StageState;
    if (base.kind === 'scratch') state = EMPTY;
    else if (base.kind === 'stage') state = { ...(this.#done.get(base.index) ?? EMPTY), args: {} };
    else
      state = await this.#timed(stage.from.place.instruction, async () =>
        this.#base(base.reference, stage.from.place),
      );
    for (const [index, instruction] of stage.instructions.entries()) {
      this.#signal.throwIfAborted();
      announce(index + 2, instruction.place);
      state = await this.#step(dockerfile, plan, stage, state, instruction, context);
    }
    return state;
  }

  async #step(
    dockerfile: Dockerfile,
    plan: StagePlan,
    stage: Stage,
    state: StageState,
    instruction: StageInstruction,
    context: FindSources,
  ): Promise<StageState> {
    const { escape } = dockerfile;
    switch (instruction.kind) {
      case 'ARG':
        return applyArg(state, instruction, this.#options.buildArgs ?? {}, plan.globals, escape);
      case 'RUN':
        return this.#layer(state, instruction.place, async () =>
          runStep(state, instruction, await this.#runContext(escape)),
        );
      case 'COPY': {
        const from =
          instruction.from &&
          expandIn(state, instruction.from, { place: instruction.place, escape });
        const find =
          from === undefined
            ? context
            : await this.#copyFrom(dockerfile, stage, from, instruction.place);
        return this.#layer(state, instruction.place, async () =>
          copyStep(state, instruction, find, await this.#runContext(escape)),
        );
      }
      case 'WORKDIR': {
        const moved = applyConfig(state, instruction, escape);
        const made = await workdirStep(moved, await this.#runContext(escape));
        return made === undefined
          ? moved
          : this.#layer({ ...moved, history: state.history }, instruction.place, async () => made);
      }
      default:
        return applyConfig(state, instruction, escape);
    }
  }

  /** Adds the layer of a step to the stage. */
  async #layer(
    state: StageState,
    place: DockerfilePlace,
    work: () => Promise<StepResult>,
  ): Promise<StageState> {
    const started = performance.now();
    const { layer, key, cached } = await work();
    const durationMs = Math.round(performance.now() - started);
    this.#steps.push({ instruction: place.instruction, cached, durationMs });
    if (cached) this.#options.onLog('CACHED');
    return {
      ...state,
      layers: [...state.layers, layer],
      key: sha256(JSON.stringify([state.key, key])),
      history: [...state.history, { created_by: place.instruction }],
    };
  }

  async #timed<T>(instruction: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.#steps.push({
      instruction,
      cached: false,
      durationMs: Math.round(performance.now() - started),
    });
    return result;
  }

  async #copyFrom(
    dockerfile: Dockerfile,
    stage: Stage,
    from: string,
    place: DockerfilePlace,
  ): Promise<FindSources> {
    const source = copySource(dockerfile, stage, from);
    const state =
      source.kind === 'stage' ? this.#done.get(source.index) : await this.#base(from, place);
    if (state === undefined)
      throw new BuildError('dockerfile-invalid', `there is no stage "${from}" before this one`, {
        place,
      });
    return viewSources(new LayerView(stackOf(state)), this.#options.sandbox.owner);
  }

  async #base(reference: string, place: DockerfilePlace): Promise<StageState> {
    try {
      const base = await this.#options.bases.resolve(reference, this.#signal);
      for (const sentence of base.substitution === undefined ? [] : [base.substitution]) {
        if (!this.#substitutions.has(sentence)) this.#options.onLog(`NOTE: ${sentence}`);
        this.#substitutions.add(sentence);
      }
      return await this.#unpackBase(base.manifest, base.digest);
    } catch (cause) {
      if (cause instanceof BuildError) {
        throw new BuildError(cause.code, cause.message, { place, cause });
      }
      if (cause instanceof OciError)
        throw new BuildError(
          'base-unavailable',
          `the base image ${reference} cannot be used: ${cause.message}`,
          { place, cause },
        );
      throw cause;
    }
  }

  async #unpackBase(manifest: ImageManifest, digest: Digest): Promise<StageState> {
    const { layers, config } = await this.#options.images.unpack(manifest);
    const run: ImageRunConfig = config.config ?? {};
    return {
      layers: layers.map((folder, index) => ({
        folder,
        pack: async () => packedOf(manifest, config, index),
      })),
      hostBase: run.Labels?.[HOST_BASE_LABEL] === 'true',
      key: digest,
      config: run,
      history: config.history ?? [],
      env: envOf(run),
      args: {},
      ownCommand: false,
    };
  }

  async #runContext(escape: string): Promise<RunContext> {
    const { sandbox, mounts, env, onLog, cacheScope, cacheDir } = this.#options;
    const own = process.getuid?.() === 0 ? sandbox.owner : undefined;
    return {
      cache: this.#cache,
      escape,
      owner: own,
      sandbox,
      mounts: mounts ?? [],
      env: env ?? {},
      cacheMounts:
        cacheScope === undefined
          ? undefined
          : join(cacheDir, 'mounts', sha256(cacheScope).slice(7, 39)),
      onLog,
      signal: this.#signal,
    };
  }

  async #export(state: StageState): Promise<BuiltImage> {
    const { store, labels } = this.#options;
    const packed = await Promise.all(state.layers.map(async (layer) => layer.pack()));
    const config = configOf(state, packed, labels ?? {});
    const stored = await store.putBytes(Buffer.from(JSON.stringify(config)));
    const layers = packed.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    const manifest: ImageManifest = {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.manifest,
      config: { mediaType: MEDIA_TYPES.config, ...stored },
      layers,
    };
    const { digest, size } = await store.putBytes(Buffer.from(JSON.stringify(manifest)));
    return {
      digest,
      descriptor: { mediaType: MEDIA_TYPES.manifest, digest, size },
      manifest,
      config,
      size: layers.reduce((sum, layer) => sum + layer.size, stored.size),
      substitutions: [...this.#substitutions],
      steps: this.#steps,
    };
  }
}

const EMPTY: StageState = {
  layers: [],
  hostBase: false,
  key: 'scratch',
  config: {},
  history: [],
  env: {},
  args: {},
  ownCommand: false,
};

async function packedOf(
  manifest: ImageManifest,
  config: ImageConfig,
  index: number,
): Promise<PackedLayer> {
  const layer = manifest.layers[index];
  const diffId = config.rootfs.diff_ids[index];
  if (layer === undefined || diffId === undefined) {
    throw new BuildError('base-unavailable', 'The base image names fewer layers than it has');
  }
  return { mediaType: layer.mediaType, digest: layer.digest, size: layer.size, diffId };
}

/** No times in it: the same inputs give the same digest. */
function configOf(
  state: StageState,
  packed: readonly PackedLayer[],
  labels: Readonly<Record<string, string>>,
): ImageConfig {
  const all = { ...state.config.Labels, ...labels };
  return {
    ...hostPlatform(),
    config: { ...state.config, ...(Object.keys(all).length === 0 ? {} : { Labels: all }) },
    rootfs: { type: 'layers', diff_ids: packed.map(({ diffId }) => diffId) },
    history: state.history,
  };
}
