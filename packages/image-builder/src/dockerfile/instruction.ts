import type { ImageHealthcheck } from '@fairway/oci';

import type { DockerfilePlace } from '../build-error.ts';

/** A command in shell form (one text for the shell) or exec form (an argument vector). */
export type Command =
  | { readonly form: 'shell'; readonly text: string }
  | { readonly form: 'exec'; readonly argv: readonly string[] };

/** A name and its value as written, before variables are replaced. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** A `--mount` of RUN. */
export interface RunMount {
  readonly type: 'cache' | 'tmpfs';
  readonly target: string;
  readonly id?: string;
}

/** FROM. */
export interface FromInstruction {
  readonly kind: 'FROM';
  readonly place: DockerfilePlace;
  readonly image: string;
  readonly name?: string;
}

/** ARG, before the first FROM or in a stage. */
export interface ArgInstruction {
  readonly kind: 'ARG';
  readonly place: DockerfilePlace;
  readonly entries: readonly { readonly name: string; readonly value?: string }[];
}

/** COPY and ADD. */
export interface CopyInstruction {
  readonly kind: 'COPY';
  readonly place: DockerfilePlace;
  readonly add: boolean;
  readonly sources: readonly string[];
  readonly target: string;
  readonly from?: string;
  readonly chown?: string;
  readonly chmod?: string;
}

/** RUN. */
export interface RunInstruction {
  readonly kind: 'RUN';
  readonly place: DockerfilePlace;
  readonly command: Command;
  readonly mounts: readonly RunMount[];
}

/** Instructions that only change how containers start, or where the next ones work. */
export type ConfigInstruction = { readonly place: DockerfilePlace } & (
  | { readonly kind: 'ENV' | 'LABEL'; readonly entries: readonly Assignment[] }
  | { readonly kind: 'WORKDIR' | 'USER' | 'STOPSIGNAL'; readonly value: string }
  | { readonly kind: 'EXPOSE' | 'VOLUME'; readonly values: readonly string[] }
  | { readonly kind: 'ENTRYPOINT' | 'CMD'; readonly command: Command }
  | { readonly kind: 'SHELL'; readonly argv: readonly string[] }
  | { readonly kind: 'HEALTHCHECK'; readonly check: ImageHealthcheck }
);

/** What a stage is made of. */
export type StageInstruction =
  | ArgInstruction
  | CopyInstruction
  | RunInstruction
  | ConfigInstruction;

/** A stage: FROM and what follows. */
export interface Stage {
  readonly index: number;
  readonly from: FromInstruction;
  readonly instructions: readonly StageInstruction[];
}

/** A Dockerfile that was read. */
export interface Dockerfile {
  readonly file: string;
  /** The ARGs before the first FROM. */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  /** The escape character: a backslash unless a directive says otherwise. */
  readonly escape: string;
}
