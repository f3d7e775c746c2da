import { realpath, stat } from 'node:fs/promises';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { ActionsError } from '../errors.ts';
import { globRoot, isWild, matchesGlob } from '../step/glob.ts';
import { listFiles } from '../step/hash-files.ts';
import { isInside } from '../step/workspace-path.ts';
import { inputFlag, inputLines, type ActionContext, type BuiltinAction } from './action.ts';
import type { ArtifactFile } from './artifact-store.ts';

/** `actions/upload-artifact`: keeps files of the workspace with the run. */
export const uploadArtifactAction: BuiltinAction = {
  versions: ['v4', 'v5', 'v6'],
  async run(context) {
    const name = context.inputs['name']?.trim() || 'artifact';
    const files = await selectFiles(context);
    if (files.length === 0) {
      reportNothing(context, name);
      return {};
    }
    const saved = await context.artifacts.save(name, files, inputFlag(context, 'overwrite'));
    context.log(`Kept ${saved.files.length} files (${saved.sizeBytes} bytes) as "${name}".`);
    context.setOutput('artifact-id', name);
    return {};
  },
};

/** `actions/download-artifact`: puts what an earlier job kept into the workspace. */
export const downloadArtifactAction: BuiltinAction = {
  versions: ['v4', 'v5', 'v6', 'v7'],
  async run(context) {
    const name = context.inputs['name']?.trim() ?? '';
    const pattern = context.inputs['pattern']?.trim() ?? '';
    const path = context.inputs['path']?.trim() || '.';
    const all = await context.artifacts.list();
    const chosen = all.filter(
      (artifact) =>
        (name === '' || artifact.name === name) &&
        (pattern === '' || matchesGlob(pattern, artifact.name)),
    );
    if (name !== '' && chosen.length === 0) {
      const known = all.map((artifact) => artifact.name).join(', ') || 'none';
      throw new ActionsError(
        'action-failed',
        `There is no artifact "${name}" in this run (${known}).`,
      );
    }
    const merge = name !== '' || inputFlag(context, 'merge-multiple');
    for (const artifact of chosen) {
      for (const file of artifact.files) {
        const into = posix.join(path, merge ? '' : artifact.name, file);
        const target = await context.resolve(into);
        await mkdir(dirname(target), { recursive: true });
        await cp(join(artifact.folder, file), target, { force: true });
      }
      context.log(`Put "${artifact.name}" (${artifact.files.length} files) into ${path}.`);
    }
    await context.own(context.workspace.host);
    context.setOutput('download-path', posix.join(context.workspace.target, path));
    return {};
  },
};

function reportNothing(context: ActionContext, name: string): void {
  const message = `No files were found for the artifact "${name}": ${inputLines(context, 'path').join(', ')}`;
  const mode = context.inputs['if-no-files-found'] ?? 'warn';
  if (mode === 'error') throw new ActionsError('action-failed', message);
  if (mode === 'ignore') context.log(message);
  else context.annotate({ level: 'warning', message });
}

/**
 * The files that `path:` selects. As on GitHub, names in the artifact are relative to the least
 * common folder of the paths; a folder stands for all below it.
 */
async function selectFiles(context: ActionContext): Promise<readonly ArtifactFile[]> {
  const lines = inputLines(context, 'path');
  if (lines.length === 0)
    throw new ActionsError('step-invalid', 'actions/upload-artifact needs a path.');
  const root = await realpath(context.workspace.host);
  const patterns = await Promise.all(lines.map(async (line) => toPattern(context, root, line)));
  const hidden = inputFlag(context, 'include-hidden-files');
  const selected = listFiles(root).filter((file) => {
    let matched = false;
    for (const { negated, glob } of patterns) {
      if (matchesGlob(glob, file) || matchesGlob(`${glob}/**`, file)) matched = !negated;
    }
    return matched && (hidden || !file.split('/').some((segment) => segment.startsWith('.')));
  });
  const folder = commonFolder(
    patterns.filter((pattern) => !pattern.negated).map((pattern) => pattern.folder),
  );
  return selected.map((file) => ({
    hostPath: join(root, file),
    path: folder === '' ? file : posix.relative(folder, file),
  }));
}

interface PathPattern {
  readonly negated: boolean;
  readonly glob: string;
  /** The folder that the pattern searches. */
  readonly folder: string;
}

async function toPattern(context: ActionContext, root: string, line: string): Promise<PathPattern> {
  const negated = line.startsWith('!');
  const written = negated ? line.slice(1) : line;
  const base = globRoot(written);
  const start = await context.resolve(written.startsWith('/') ? `/${base}` : base || '.');
  if (!isInside(root, start))
    throw new ActionsError('path-escapes', `${line} leaves the workspace.`);
  const folder = relative(root, start);
  const rest = written
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .slice(base === '' ? 0 : base.split('/').length);
  const isFolder = await stat(start).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const searched = isWild(written) || isFolder ? folder : posix.dirname(folder);
  return { negated, glob: posix.join(folder, ...rest), folder: searched === '.' ? '' : searched };
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  const segments = first.split('/');
  const shared = segments.findIndex((segment, i) =>
    others.some((other) => other.split('/')[i] !== segment),
  );
  return segments.slice(0, shared < 0 ? segments.length : shared).join('/');
}
