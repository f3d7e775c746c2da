import type { Workspace } from './workspaces.ts';

/** What a workspace's package.json and README.md lack. Nothing is published, so all are private. */
export function manifestProblems({ folder, manifest, readme }: Workspace): string[] {
  const problems: string[] = [];
  const expected = `@fairway/${folder.split('/')[1] ?? ''}`;
  if (manifest.name !== expected) problems.push(`${folder} is not named ${expected}`);
  if (!manifest.description) problems.push(`${folder} has no description`);
  if (manifest.license !== 'Apache-2.0') problems.push(`${folder} has no license Apache-2.0`);
  if (manifest.private !== true) problems.push(`${folder} is not private`);
  if (!folder.startsWith('packages/')) return problems;
  if (readme === undefined) problems.push(`${folder} has no README.md`);
  else if (!readme.startsWith(`# ${expected}\n`)) {
    problems.push(`${folder}/README.md does not begin with "# ${expected}"`);
  }
  return problems;
}
