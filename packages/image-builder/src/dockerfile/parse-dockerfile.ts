import {
  DockerfileParser,
  type Instruction as AstInstruction,
  ModifiableInstruction,
} from 'dockerfile-ast';

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
  const globals: ArgInstruction[] = [];
  const stages: { readonly from: FromInstruction; readonly instructions: StageInstruction[] }[] =
    [];
  for (const node of ast.getInstructions()) {
    const raw = rawInstruction(node, file, escape);
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

function rawInstruction(node: AstInstruction, file: string, escape: string): RawInstruction {
  const rest = (node.getArgumentsContent() ?? '').trim();
  const flags =
    node instanceof ModifiableInstruction
      ? node.getFlags().map((flag) => ({ name: flag.getName(), value: flag.getValue() ?? '' }))
      : [];
  const shown = [
    node.getInstruction(),
    ...flags.map(({ name, value }) => `--${name}=${value}`),
    rest,
  ];
  const place: DockerfilePlace = {
    file,
    line: node.getRange().start.line + 1,
    instruction: shown.join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, 200),
  };
  if (
    /(?:^|\s)<<-?["']?[A-Za-z_]/.test(rest) &&
    ['RUN', 'COPY', 'ADD'].includes(node.getKeyword())
  ) {
    throw new BuildError(
      'instruction-unsupported',
      'here-documents are not supported; put the text into a file and COPY it',
      { place },
    );
  }
  return { keyword: node.getKeyword(), rest, flags, place, escape };
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
