import { BuildError } from '../build-error.ts';
import type { CopyInstruction, RunInstruction, RunMount } from './instruction.ts';
import { commandOf, jsonForm, type RawInstruction, requireRest } from './raw-instruction.ts';
import { splitWords } from './words.ts';

/**
 * Reads COPY and ADD.
 * @throws BuildError `dockerfile-invalid`, `instruction-unsupported`
 */
export function parseCopy(raw: RawInstruction): CopyInstruction {
  const { place } = raw;
  const words = jsonForm(raw.rest)?.map(quoted) ?? splitWords(raw.rest, raw.escape);
  const target = words.at(-1);
  if (target === undefined || words.length < 2) {
    throw new BuildError('dockerfile-invalid', `expected ${raw.keyword} source… target`, { place });
  }
  const flags: { from?: string; chown?: string; chmod?: string } = {};
  for (const { name, value } of raw.flags) {
    if (name === 'chown' || name === 'chmod' || (name === 'from' && raw.keyword === 'COPY'))
      flags[name] = value;
    else if (name !== 'link') {
      throw new BuildError('instruction-unsupported', `${raw.keyword} --${name} is not supported`, {
        place,
      });
    }
  }
  const add = raw.keyword === 'ADD';
  const sources = words.slice(0, -1);
  for (const source of add ? sources : []) refuseAdd(source, raw);
  return { kind: 'COPY', place, add, sources, target, ...flags };
}

/** Words of the JSON form are literal but for variables: their quotes must survive expansion. */
function quoted(word: string): string {
  return `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function refuseAdd(source: string, raw: RawInstruction): void {
  if (/^(?:[a-z]+:\/\/|git@)/i.test(source)) {
    throw new BuildError(
      'instruction-unsupported',
      `ADD of an address (${source}) is not supported: a build has no way out; add the file to the repository`,
      { place: raw.place },
    );
  }
  if (/\.(?:tar|tgz|tar\.(?:gz|bz2|xz|zst))$/i.test(source)) {
    throw new BuildError(
      'instruction-unsupported',
      'ADD does not unpack archives here: COPY the archive and RUN tar',
      { place: raw.place },
    );
  }
}

/**
 * Reads RUN.
 * @throws BuildError `dockerfile-invalid`, `instruction-unsupported`
 */
export function parseRun(raw: RawInstruction): RunInstruction {
  requireRest(raw, 'command');
  const mounts: RunMount[] = [];
  for (const { name, value } of raw.flags) {
    if (name === 'mount') mounts.push(parseMount(value, raw));
    else
      throw new BuildError('instruction-unsupported', `RUN --${name} is not supported`, {
        place: raw.place,
      });
  }
  return { kind: 'RUN', place: raw.place, command: commandOf(raw), mounts };
}

function parseMount(text: string, raw: RawInstruction): RunMount {
  const options = new Map<string, string>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    options.set(
      equals < 0 ? part : part.slice(0, equals),
      equals < 0 ? '' : part.slice(equals + 1),
    );
  }
  const type = options.get('type') ?? 'bind';
  const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
  if (type !== 'cache' && type !== 'tmpfs') {
    throw new BuildError(
      'instruction-unsupported',
      `RUN --mount=type=${type} is not supported; cache and tmpfs are`,
      { place: raw.place },
    );
  }
  if (target?.startsWith('/') !== true) {
    throw new BuildError('dockerfile-invalid', '--mount needs target=/an/absolute/path', {
      place: raw.place,
    });
  }
  const id = options.get('id');
  return { type, target, ...(id === undefined ? {} : { id }) };
}
