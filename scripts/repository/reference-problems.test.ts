import { describe, expect, it } from 'vitest';
import { referenceProblems } from './reference-problems.ts';
import type { Manifest, Workspace } from './workspaces.ts';

function workspace(name: string, references?: string[], manifest: Manifest = {}): Workspace {
  const folder = `packages/${name}`;
  return { folder, references, readme: '', manifest: { ...manifest, name: `@fairway/${name}` } };
}

describe('referenceProblems', () => {
  it('accepts references that equal the dependencies', () => {
    const all = [
      workspace('a', []),
      workspace('b', ['packages/a'], { dependencies: { '@fairway/a': '*', yaml: '1' } }),
    ];
    expect(referenceProblems(all)).toEqual([]);
  });

  it('names a dependency without a reference and a reference without a dependency', () => {
    const all = [
      workspace('a', []),
      workspace('b', [], { dependencies: { '@fairway/a': '*' } }),
      workspace('c', ['packages/a']),
    ];
    expect(referenceProblems(all)).toEqual([
      'packages/b/tsconfig.json has no reference to packages/a',
      'packages/c/package.json does not depend on packages/a',
    ]);
  });

  it('lets a dependency of tests have a reference or none', () => {
    const devDependencies = { '@fairway/a': '*' };
    const all = [
      workspace('a', []),
      workspace('b', [], { devDependencies }),
      workspace('c', ['packages/a'], { devDependencies }),
    ];
    expect(referenceProblems(all)).toEqual([]);
  });

  it('leaves out what is not built by references', () => {
    const all = [
      workspace('a', []),
      workspace('b', undefined, { dependencies: { '@fairway/a': '*' } }),
    ];
    expect(referenceProblems(all)).toEqual([]);
  });
});
