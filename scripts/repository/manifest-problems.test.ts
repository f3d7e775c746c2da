import { describe, expect, it } from 'vitest';
import { manifestProblems } from './manifest-problems.ts';

const whole = {
  folder: 'packages/kube',
  references: [],
  readme: '# @fairway/kube\n\nThe object model.\n',
  manifest: {
    name: '@fairway/kube',
    description: 'The object model',
    license: 'Apache-2.0',
    private: true,
  },
};

describe('manifestProblems', () => {
  it('finds nothing in a whole package', () => {
    expect(manifestProblems(whole)).toEqual([]);
  });

  it.each([
    [{ ...whole, manifest: { ...whole.manifest, name: '@fairway/cube' } }, /is not named/],
    [{ ...whole, manifest: { ...whole.manifest, description: '' } }, /no description/],
    [{ ...whole, manifest: { ...whole.manifest, license: 'MIT' } }, /no license/],
    [{ ...whole, manifest: { ...whole.manifest, private: false } }, /not private/],
    [{ ...whole, readme: undefined }, /no README/],
    [{ ...whole, readme: '# Kube\n' }, /does not begin with/],
  ])('names what is wrong (%#)', (workspace, problem) => {
    expect(manifestProblems(workspace)).toEqual([expect.stringMatching(problem)]);
  });

  it('asks no README of a program', () => {
    const manifest = { ...whole.manifest, name: '@fairway/cli' };
    const cli = { ...whole, folder: 'apps/cli', readme: undefined, manifest };
    expect(manifestProblems(cli)).toEqual([]);
  });
});
