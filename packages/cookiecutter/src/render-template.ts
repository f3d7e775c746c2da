import { randomInt } from 'node:crypto';

import { createEngine, type Engine } from './engine/engine.ts';
import { UnsafePath } from './errors.ts';
import { outputPath } from './output-path.ts';
import type { Template, TemplateFile, Value } from './template.ts';
import { resolveVariables, type GivenValues } from './variables.ts';

export interface RenderRequest {
  readonly template: Template;
  readonly variables: GivenValues;
  /** A number from 0 up to 1; default: from the system's secure source. */
  readonly random?: () => number;
}

/**
 * Renders a template: the project's files by their path below the project's folder.
 * @throws InvalidVariable, RenderFailed, UnsafePath
 */
export function renderTemplate(request: RenderRequest): Map<string, TemplateFile> {
  const { template } = request;
  const engine = createEngine({
    trimBlocks: template.trimBlocks,
    lstripBlocks: template.lstripBlocks,
    random: request.random ?? secureRandom,
  });
  const variables = resolveVariables(template, request.variables, engine);
  const rendered = new Map<string, TemplateFile>();
  for (const [source, file] of template.files) {
    const { path, copied } = outputPath(source, template.copyWithoutRender, engine, variables);
    if (path === undefined) continue;
    if (rendered.has(path)) throw new UnsafePath(source, path, 'another file has already');
    const content = copied ? file.content : renderContent(template, engine, variables, source);
    rendered.set(path, { content, executable: file.executable });
  }
  refuseFileAsFolder(rendered);
  return rendered;
}

function secureRandom(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

function renderContent(
  template: Template,
  engine: Engine,
  variables: Readonly<Record<string, Value>>,
  source: string,
): Uint8Array {
  const content = template.files.get(source)?.content ?? new Uint8Array();
  const text = decode(content);
  if (text === undefined) return content;
  const unix = text.replaceAll(/\r\n?/g, '\n');
  const ending = template.newLines ?? /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const rendered = engine(unix, variables, source);
  return new TextEncoder().encode(ending === '\n' ? rendered : rendered.replaceAll('\n', ending));
}

/** Undefined for what is not text: a zero byte at its beginning, or not UTF-8. */
function decode(content: Uint8Array): string | undefined {
  if (content.subarray(0, 1024).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    // Not text: copied as it is.
    return undefined;
  }
}

function refuseFileAsFolder(files: ReadonlyMap<string, TemplateFile>): void {
  for (const path of files.keys()) {
    const segments = path.split('/');
    for (let end = 1; end < segments.length; end += 1) {
      const folder = segments.slice(0, end).join('/');
      if (files.has(folder)) throw new UnsafePath(path, folder, 'is a file and a folder at once');
    }
  }
}
