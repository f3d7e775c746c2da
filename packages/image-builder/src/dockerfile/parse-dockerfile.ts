import { DockerfileParser, type Instruction as AstInstruction } from 'dockerfile-ast';

import { BuildError, type DockerfilePlace } from '../build-error.ts';
import type {
  ArgInstruction,
  Dockerfile,
  FromInstruction,
  Stage,
  StageInstruction,
} from './instruction.ts';
import { parseConfig } from './parse-config.ts';
import { parseCopy, parseRun } from './parse-files.ts';
import type { RawInstruction } from './raw-instruction.ts';
import { splitWords } from './words.ts';

/**
 * Reads a Dockerfile.
 * @param file its name, for messages
 * @throws BuildError `dockerfile-invalid`, `instruction-unknown`, `instruction-unsupported`
 */
export function parseDockerfile(text: string, file: string): Dockerfile {
  const ast = DockerfileParser.parse(text);
  const escape = ast.getEscapeCharacter();
  const lines = text.split(/\r?\n/);
  const globals: ArgInstruction[] = [];
  const stages: { readonly from: FromInstruction; readonly instructions: StageInstruction[] }[] =
    [];
  for (const node of ast.getInstructions()) {
    const raw = rawInstruction(node, lines, file, escape);
    const stage = stages.at(-1);
    if (raw.keyword === 'FROM') stages.push({ from: parseFrom(raw), instructions: [] });
    else if (stage !== undefined) stage.instructions.push(parseInstruction(raw));
    else if (raw.keyword === 'ARG') globals.push(parseArg(raw));
    else
      throw new BuildError('dockerfile-invalid', 'only ARG may come before the first FROM', {
        place: raw.place,
      });
  }
  if (stages.length === 0) {
    throw new BuildError('dockerfile-invalid', `${file} has no FROM instruction`);
  }
  return {
    file,
    globals,
    escape,
    stages: stages.map((stage, index): Stage => ({ index, ...stage })),
  };
}

const FLAGGED: ReadonlySet<string> = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK']);

function rawInstruction(
  node: AstInstruction,
  lines: readonly string[],
  file: string,
  escape: string,
): RawInstruction {
  const { start, end } = node.getRange();
  const whole = joinLines(lines.slice(start.line, end.line + 1), escape);
  const keyword = node.getKeyword();
  const text = whole.slice(node.getInstruction().length).trim();
  const { flags, rest } = FLAGGED.has(keyword) ? splitFlags(text) : { flags: [], rest: text };
  const place: DockerfilePlace = {
    file,
    line: start.line + 1,
    instruction: whole.replaceAll(/\s+/g, ' ').slice(0, 200),
  };
  if (/(?:^|\s)<<-?["']?[A-Za-z_]/.test(rest) && ['RUN', 'COPY', 'ADD'].includes(keyword)) {
    const message =
      'here-documents are not supported; put the text into a file of the context and COPY it';
    throw new BuildError('instruction-unsupported', message, { place });
  }
  return { keyword, rest, flags, place, escape };
}

/** One line of the lines that escapes join; comments and empty lines between them do not count. */
function joinLines(lines: readonly string[], escape: string): string {
  let joined = '';
  for (const [index, line] of lines.entries()) {
    const bare = line.replace(/\s+$/, '');
    if (index > 0 && (bare.trim() === '' || bare.trimStart().startsWith('#'))) continue;
    joined += bare.endsWith(escape) ? bare.slice(0, -escape.length) : `${bare}\n`;
  }
  return joined.trim();
}

function splitFlags(text: string): Pick<RawInstruction, 'flags' | 'rest'> {
  const flags: { name: string; value: string }[] = [];
  let rest = text;
  for (;;) {
    const match = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(rest);
    if (match === null) return { flags, rest };
    flags.push({ name: match[1] ?? '', value: match[2] ?? '' });
    rest = rest.slice(match[0].length);
  }
}

function parseInstruction(raw: RawInstruction): StageInstruction {
  switch (raw.keyword) {
    case 'ARG':
      return parseArg(raw);
    case 'RUN':
      return parseRun(raw);
    case 'COPY':
    case 'ADD':
      return parseCopy(raw);
    case 'ONBUILD':
      throw new BuildError(
        'instruction-unsupported',
        'ONBUILD is not supported: write the instructions into the Dockerfiles that build on this image',
        { place: raw.place },
      );
    case 'MAINTAINER':
      return {
        kind: 'LABEL',
        place: raw.place,
        entries: [{ name: 'maintainer', value: JSON.stringify(raw.rest) }],
      };
    default:
      return parseConfig(raw);
  }
}

function parseFrom(raw: RawInstruction): FromInstruction {
  const [image, as, name, ...more] = splitWords(raw.rest, raw.escape);
  for (const flag of raw.flags) {
    if (flag.name !== 'platform')
      throw new BuildError('dockerfile-invalid', `FROM has no flag --${flag.name}`, {
        place: raw.place,
      });
  }
  const named = as?.toLowerCase() === 'as' && name !== undefined;
  if (image === undefined || more.length > 0 || (as !== undefined && !named)) {
    throw new BuildError('dockerfile-invalid', 'expected FROM image [AS name]', {
      place: raw.place,
    });
  }
  if (named && !/^[a-z][a-z0-9._-]*$/i.test(name)) {
    throw new BuildError('dockerfile-invalid', `"${name}" is not a stage name`, {
      place: raw.place,
    });
  }
  return { kind: 'FROM', place: raw.place, image, ...(named ? { name: name.toLowerCase() } : {}) };
}

function parseArg(raw: RawInstruction): ArgInstruction {
  const entries = splitWords(raw.rest, raw.escape).map((word) => {
    const equals = word.indexOf('=');
    return equals < 0
      ? { name: word }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  const wrong = entries.find(({ name }) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (entries.length === 0 || wrong !== undefined) {
    throw new BuildError('dockerfile-invalid', 'expected ARG name[=value]', { place: raw.place });
  }
  return { kind: 'ARG', place: raw.place, entries };
}
