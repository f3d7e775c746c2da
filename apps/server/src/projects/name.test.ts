import { describe, expect, it } from 'vitest';
import { projectNameProblem, teamNameProblem } from './name.ts';

describe('projectNameProblem', () => {
  it.each(['a', 'shop', 'shop-2', 'a--b', 'developer', 'x'.repeat(40), 'preview-1'])(
    'takes %j',
    (name) => {
      expect(projectNameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ['', /Enter a name/],
    ['x'.repeat(41), /41 characters/],
    ['Shop', /lower-case/],
    ['1shop', /start with a letter/],
    ['-shop', /start with a letter/],
    ['shop-', /end with a letter/],
    ['sh op', /lower-case/],
    ['shop.com', /lower-case/],
    ['../shop', /lower-case/],
    ['shop\n', /lower-case/],
    ['schön', /lower-case/],
    ['argocd', /reserved/],
    ['kube-anything', /reserved/],
    ['shop-dev', /environment/],
    ['shop-prod', /environment/],
    ['shop-preview-12', /environment/],
  ])('refuses %j and says why', (name, why) => {
    expect(projectNameProblem(name)).toMatch(why);
  });
});

describe('teamNameProblem', () => {
  it.each(['web', 'web-2', 'x'.repeat(30)])('takes %j', (name) => {
    expect(teamNameProblem(name)).toBeUndefined();
  });

  it.each(['', 'Web', 'a/b', 'x'.repeat(31), 'fairway', 'library', 'v2'])('refuses %j', (name) => {
    expect(teamNameProblem(name)).toMatch(/\w/);
  });
});
