import { describe, expect, it } from 'vitest';
import { parseReleaseRecord } from './release-record.ts';

const run = { repository: 'web/shop' };
const release = {
  image: 'fairway.internal/web/shop',
  digest: `sha256:${'a'.repeat(64)}`,
  chartCommit: 'c'.repeat(40),
};

describe('parseReleaseRecord', () => {
  it('takes the record of the own repository, and nothing beside it', () => {
    expect(parseReleaseRecord(JSON.stringify({ ...release, extra: 1 }), run)).toEqual(release);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /not JSON/],
    ['an empty file', '', /not JSON/],
    ['a list', '[]', /is wrong/],
    ['no digest', JSON.stringify({ ...release, digest: undefined }), /"digest"/],
    ['a tag for a digest', JSON.stringify({ ...release, digest: 'latest' }), /"digest"/],
    ['a short commit', JSON.stringify({ ...release, chartCommit: 'cccc' }), /"chartCommit"/],
    ['a branch', JSON.stringify({ ...release, chartCommit: 'main' }), /"chartCommit"/],
    [
      "another's image",
      JSON.stringify({ ...release, image: 'fairway.internal/ops/pager' }),
      /ops\/pager/,
    ],
    [
      'an image below',
      JSON.stringify({ ...release, image: 'fairway.internal/web/shop/x' }),
      /web\/shop\/x/,
    ],
    [
      'an image with YAML in it',
      JSON.stringify({ ...release, image: 'a/web/shop\nx: 1' }),
      /"image"/,
    ],
  ])('refuses %s', (_case, text, message) => {
    expect(() => parseReleaseRecord(text, run)).toThrow(
      expect.objectContaining({
        code: 'pipeline-failed',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/\w/),
      }),
    );
  });
});
