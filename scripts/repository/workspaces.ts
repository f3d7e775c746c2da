import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What a package.json says, as far as the checks read it. */
export interface Manifest {
  readonly name?: string;
  readonly description?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One workspace of the repository. */
export interface Workspace {
  /** Path from the root, such as `packages/kube`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Folders that its tsconfig.json refers to; undefined when it is not built by references. */
  readonly references: readonly string[] | undefined;
  readonly readme: string | undefined;
}

interface Tsconfig {
  readonly compilerOptions?: { readonly noEmit?: boolean };
  readonly references?: readonly { readonly path: string }[];
}

/** Reads every workspace below `packages/` and `apps/`. */
export function readWorkspaces(root: string): Workspace[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => existsSync(join(root, group, entry.name, 'package.json')))
      .map((entry) => readWorkspace(root, `${group}/${entry.name}`)),
  );
}

/** The folders that the tsconfig.json of a folder refers to, from the root of the repository. */
export function readReferences(root: string, folder: string): string[] | undefined {
  const config = JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8')) as Tsconfig;
  if (config.compilerOptions?.noEmit === true) return undefined;
  return (config.references ?? []).map(({ path }) => posix.normalize(posix.join(folder, path)));
}

function readWorkspace(root: string, folder: string): Workspace {
  const read = (name: string): string | undefined => {
    const file = join(root, folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  return {
    folder,
    manifest: JSON.parse(read('package.json') ?? '{}') as Manifest,
    references: readReferences(root, folder),
    readme: read('README.md'),
  };
}
