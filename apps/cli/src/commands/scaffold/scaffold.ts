import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

/** Renders a cookiecutter template into a folder, without a platform. */
export const scaffold: CommandSpec = {
  usage: 'scaffold <template-dir> <out-dir>',
  about: 'render a cookiecutter template into a new folder',
  options: [{ flags: '--set <name=value>', about: 'a variable of the template', many: true }],
  async run(_context, input) {
    const { CookiecutterError, loadTemplate, renderTemplate } =
      await import('@fairway/cookiecutter');
    const variables = input.pairs('set');
    const folder = resolve(input.argument('out-dir'));
    await refuseFilled(folder);
    try {
      const template = await loadTemplate(input.argument('template-dir'));
      const files = renderTemplate({ template, variables });
      await writeFiles(folder, files);
      const paths = [...files.keys()].sort();
      return { data: { folder, files: paths }, text: `${paths.length} files in ${folder}` };
    } catch (error) {
      if (error instanceof CookiecutterError) {
        const remedy =
          error.fault === 'user' ? 'Give another value with --set.' : 'Correct the template.';
        throw new CliError(error.message, remedy);
      }
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        const folderName = input.argument('template-dir');
        throw new CliError(`There is no folder ${folderName}.`, 'Name the folder of a template.');
      }
      throw error;
    }
  },
};

async function refuseFilled(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return;
  throw new CliError(`${folder} is not empty.`, 'Name a folder that is not there yet.');
}

async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, { content: Uint8Array; executable: boolean }>,
): Promise<void> {
  for (const [path, { content, executable }] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode: executable ? 0o755 : 0o644 });
  }
}
