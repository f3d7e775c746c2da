import { BuildError, type DockerfilePlace } from '../build-error.ts';
import type { Command } from './instruction.ts';

/** An instruction cut into keyword, flags and the rest, on one line. */
export interface RawInstruction {
  /** Upper case. */
  readonly keyword: string;
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  readonly rest: string;
  readonly place: DockerfilePlace;
  readonly escape: string;
}

/** The list of a JSON form, or undefined when the text is in shell form (as Docker decides it). */
export function jsonForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  } catch {
    // Docker takes what is no JSON for a shell command.
  }
  return undefined;
}

/** The command of RUN, CMD and ENTRYPOINT. */
export function commandOf(raw: RawInstruction): Command {
  const argv = jsonForm(raw.rest);
  if (argv !== undefined) return { form: 'exec', argv };
  return { form: 'shell', text: raw.rest };
}

/** Refuses an instruction that says nothing. */
export function requireRest(raw: RawInstruction, expected: string): void {
  if (raw.rest !== '') return;
  throw new BuildError('dockerfile-invalid', `expected ${raw.keyword} ${expected}`, {
    place: raw.place,
  });
}
