import type { ImageHistory, ImageRunConfig, LayerStack } from '@fairway/oci';

import { BuildError, type DockerfilePlace } from '../build-error.ts';
import type { ArgInstruction, Command, ConfigInstruction } from '../dockerfile/instruction.ts';
import { expandWord, WordError } from '../dockerfile/words.ts';
import type { BuildLayer } from './layer-cache.ts';

/** A stage as far as it was built. Never changed; each step gives the next one. */
export interface StageState {
  readonly layers: readonly BuildLayer[];
  readonly hostBase: boolean;
  /** What the files stand for: equal keys, equal files. */
  readonly key: string;
  readonly config: ImageRunConfig;
  readonly history: readonly ImageHistory[];
  readonly env: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  /** Whether CMD was said in this Dockerfile rather than inherited. */
  readonly ownCommand: boolean;
}

/** The folders of a stage. */
export function stackOf(state: StageState): LayerStack {
  return { layers: state.layers.map(({ folder }) => folder), hostBase: state.hostBase };
}

/** Reads an image's environment list. */
export function envOf(config: ImageRunConfig): Record<string, string> {
  return Object.fromEntries(
    (config.Env ?? []).map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

/** How words are expanded at this point of the Dockerfile. */
export interface Expansion {
  readonly place: DockerfilePlace;
  readonly escape: string;
}

/**
 * Replaces the variables of a word; ENV counts before ARG.
 * @throws BuildError `dockerfile-invalid`
 */
export function expandIn(state: StageState, word: string, { place, escape }: Expansion): string {
  try {
    return expandWord(word, (name) => state.env[name] ?? state.args[name], escape);
  } catch (cause) {
    if (cause instanceof WordError)
      throw new BuildError('dockerfile-invalid', cause.message, { place, cause });
    throw cause;
  }
}

/**
 * ARG in a stage: the build's argument, else its default, else the value of the ARG of the same
 * name before the first FROM.
 */
export function applyArg(
  state: StageState,
  instruction: ArgInstruction,
  given: Readonly<Record<string, string>>,
  globals: ReadonlyMap<string, string>,
  escape: string,
): StageState {
  const args: Record<string, string> = { ...state.args };
  for (const { name, value } of instruction.entries) {
    const written =
      value === undefined
        ? undefined
        : expandIn({ ...state, args }, value, { place: instruction.place, escape });
    const found = given[name] ?? written ?? globals.get(name);
    if (found !== undefined) args[name] = found;
  }
  return { ...state, args };
}

/** ENV, LABEL, USER, EXPOSE and the others that only change the configuration. */
export function applyConfig(
  state: StageState,
  instruction: ConfigInstruction,
  escape: string,
): StageState {
  const expand = (word: string): string =>
    expandIn(state, word, { place: instruction.place, escape });
  const history = [
    ...state.history,
    { created_by: instruction.place.instruction, empty_layer: true },
  ];
  const next = { ...state, history };
  switch (instruction.kind) {
    case 'ENV': {
      const added = instruction.entries.map(
        ({ name, value }) => [expand(name), expand(value)] as const,
      );
      const env = { ...state.env, ...Object.fromEntries(added) };
      return withConfig(
        { ...next, env },
        { Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) },
      );
    }
    case 'LABEL': {
      const added = instruction.entries.map(
        ({ name, value }) => [expand(name), expand(value)] as const,
      );
      return withConfig(next, { Labels: { ...state.config.Labels, ...Object.fromEntries(added) } });
    }
    case 'USER':
      return withConfig(next, { User: expand(instruction.value) });
    case 'STOPSIGNAL':
      return withConfig(next, { StopSignal: expand(instruction.value) });
    case 'WORKDIR':
      return withConfig(next, {
        WorkingDir: resolveFrom(state.config.WorkingDir, expand(instruction.value)),
      });
    case 'EXPOSE':
      return withConfig(next, {
        ExposedPorts: {
          ...state.config.ExposedPorts,
          ...exposed(instruction.values.map(expand), instruction.place),
        },
      });
    case 'VOLUME': {
      const added = Object.fromEntries(instruction.values.map((value) => [expand(value), {}]));
      return withConfig(next, { Volumes: { ...state.config.Volumes, ...added } });
    }
    case 'SHELL':
      return withConfig(next, { Shell: instruction.argv });
    case 'HEALTHCHECK':
      return withConfig(next, { Healthcheck: instruction.check });
    case 'CMD':
      return withConfig({ ...next, ownCommand: true }, { Cmd: argvOf(state, instruction.command) });
    default: {
      // An inherited CMD was meant for the inherited ENTRYPOINT.
      const Cmd = state.ownCommand ? (state.config.Cmd ?? []) : [];
      return withConfig(next, { Entrypoint: argvOf(state, instruction.command), Cmd });
    }
  }
}

/** The argument vector of a command; the shell form goes through the stage's shell. */
export function argvOf(state: StageState, command: Command): readonly string[] {
  if (command.form === 'exec') return command.argv;
  return [...(state.config.Shell ?? ['/bin/sh', '-c']), command.text];
}

/** A path as WORKDIR and COPY write it, made absolute. */
export function resolveFrom(workingDir: string | undefined, path: string): string {
  const absolute = path.startsWith('/') ? path : `${workingDir ?? '/'}/${path}`;
  const parts: string[] = [];
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function withConfig(state: StageState, change: ImageRunConfig): StageState {
  return { ...state, config: { ...state.config, ...change } };
}

function exposed(values: readonly string[], place: DockerfilePlace): Record<string, object> {
  const ports: Record<string, object> = {};
  // A variable may hold several ports.
  for (const value of values.flatMap((text) => text.split(/\s+/)).filter((text) => text !== '')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(value);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || first < 1 || last > 65_535 || last < first) {
      throw new BuildError(
        'dockerfile-invalid',
        `"${value}" is not a port such as 8080 or 53/udp`,
        { place },
      );
    }
    for (let port = first; port <= last; port += 1)
      ports[`${port}/${(match[3] ?? 'tcp').toLowerCase()}`] = {};
  }
  return ports;
}
