import type { Workspace } from './workspaces.ts';

/**
 * Where the references of tsconfig.json and the workspace dependencies of package.json differ. A
 * dependency of tests alone needs no reference: tests are checked from the sources.
 */
export function referenceProblems(workspaces: readonly Workspace[]): string[] {
  const folders = new Map(workspaces.map(({ manifest, folder }) => [manifest.name, folder]));
  return workspaces.flatMap(({ folder, manifest, references }) => {
    if (references === undefined) return [];
    const foldersOf = (names: Readonly<Record<string, string>> = {}): string[] =>
      Object.keys(names).flatMap((name) => folders.get(name) ?? []);
    const needed = foldersOf(manifest.dependencies);
    const allowed = [...needed, ...foldersOf(manifest.devDependencies)];
    return [
      ...needed
        .filter((dependency) => !references.includes(dependency))
        .map((dependency) => `${folder}/tsconfig.json has no reference to ${dependency}`),
      ...references
        .filter((reference) => !allowed.includes(reference))
        .map((reference) => `${folder}/package.json does not depend on ${reference}`),
    ];
  });
}
