import { describe, expect, it } from 'vitest';

import { BuildError } from '../build-error.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { planStages } from './plan-stages.ts';

function parse(...lines: string[]) {
  return parseDockerfile(lines.join('\n'), 'Dockerfile');
}

/** The only instruction after FROM, without its place. */
function instruction(text: string): object | undefined {
  const [first] = parse('FROM scratch', text).stages[0]?.instructions ?? [];
  return first && { ...first, place: undefined };
}

function failure(work: () => unknown): Partial<BuildError> {
  try {
    work();
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseDockerfile', () => {
  it.each<[string, object]>([
    [
      'ENV A=1 B="x y" \\\n  C=$A',
      {
        kind: 'ENV',
        entries: [
          { name: 'A', value: '1' },
          { name: 'B', value: '"x y"' },
          { name: 'C', value: '$A' },
        ],
      },
    ],
    ['ENV KEY two words', { kind: 'ENV', entries: [{ name: 'KEY', value: 'two words' }] }],
    ['label a=b', { kind: 'LABEL', entries: [{ name: 'a', value: 'b' }] }],
    ['ARG X Y=2', { kind: 'ARG', entries: [{ name: 'X' }, { name: 'Y', value: '2' }] }],
    ['COPY a b c/', { kind: 'COPY', add: false, sources: ['a', 'b'], target: 'c/' }],
    [
      'COPY --from=build --chown=1000:1000 --chmod=755 /a ./',
      {
        kind: 'COPY',
        add: false,
        sources: ['/a'],
        target: './',
        from: 'build',
        chown: '1000:1000',
        chmod: '755',
      },
    ],
    ['COPY ["a b", "c"]', { kind: 'COPY', add: false, sources: ['"a b"'], target: '"c"' }],
    ['ADD file /x', { kind: 'COPY', add: true, sources: ['file'], target: '/x' }],
    [
      'RUN npm ci && \\\n  # why\n  npm test',
      { kind: 'RUN', command: { form: 'shell', text: 'npm ci &&   npm test' }, mounts: [] },
    ],
    [
      'RUN ["npm", "ci"]',
      { kind: 'RUN', command: { form: 'exec', argv: ['npm', 'ci'] }, mounts: [] },
    ],
    [
      'RUN [ -f x ] && y',
      { kind: 'RUN', command: { form: 'shell', text: '[ -f x ] && y' }, mounts: [] },
    ],
    [
      'RUN --mount=type=cache,id=n,target=/root/.npm npm ci',
      {
        kind: 'RUN',
        command: { form: 'shell', text: 'npm ci' },
        mounts: [{ type: 'cache', target: '/root/.npm', id: 'n' }],
      },
    ],
    ['CMD ["node", "x.js"]', { kind: 'CMD', command: { form: 'exec', argv: ['node', 'x.js'] } }],
    ['ENTRYPOINT node x.js', { kind: 'ENTRYPOINT', command: { form: 'shell', text: 'node x.js' } }],
    ['EXPOSE 80 443/tcp', { kind: 'EXPOSE', values: ['80', '443/tcp'] }],
    ['VOLUME ["/data"]', { kind: 'VOLUME', values: ['/data'] }],
    ['SHELL ["/bin/bash", "-c"]', { kind: 'SHELL', argv: ['/bin/bash', '-c'] }],
    [
      'HEALTHCHECK --interval=1m30s --retries=3 CMD curl -f x',
      {
        kind: 'HEALTHCHECK',
        check: { Test: ['CMD-SHELL', 'curl -f x'], Interval: 90e9, Retries: 3 },
      },
    ],
    ['HEALTHCHECK NONE', { kind: 'HEALTHCHECK', check: { Test: ['NONE'] } }],
    [
      'MAINTAINER A "B"',
      { kind: 'LABEL', entries: [{ name: 'maintainer', value: '"A \\"B\\""' }] },
    ],
  ])('reads %s', (text, expected) => {
    expect(instruction(text)).toEqual({ ...expected, place: undefined });
  });

  it.each([
    ['FROBNICATE x', 'instruction-unknown', 'there is no instruction FROBNICATE'],
    ['ONBUILD RUN x', 'instruction-unsupported', 'ONBUILD is not supported'],
    ['RUN <<EOF\necho\nEOF', 'instruction-unsupported', 'here-documents'],
    ['RUN --mount=type=secret,id=x true', 'instruction-unsupported', 'type=secret'],
    ['RUN --mount=type=cache true', 'dockerfile-invalid', 'needs target='],
    ['RUN --network=none true', 'instruction-unsupported', '--network'],
    ['RUN', 'dockerfile-invalid', 'expected RUN command'],
    ['COPY a', 'dockerfile-invalid', 'expected COPY source… target'],
    ['COPY --parents a b', 'instruction-unsupported', '--parents'],
    ['ADD https://example.com/x /x', 'instruction-unsupported', 'no way out'],
    ['ADD a.tar.gz /x', 'instruction-unsupported', 'COPY the archive'],
    ['ENV', 'dockerfile-invalid', 'name=value'],
    ['ENV A', 'dockerfile-invalid', 'has no value'],
    ['ENV A=1 B', 'dockerfile-invalid', '"B" is not name=value'],
    ['ARG 1x', 'dockerfile-invalid', 'expected ARG'],
    ['SHELL bash', 'dockerfile-invalid', 'SHELL'],
    ['HEALTHCHECK --interval=soon CMD x', 'dockerfile-invalid', '"soon" is not a duration'],
    ['FROM a AS', 'dockerfile-invalid', 'expected FROM'],
    ['FROM a AS 1x', 'dockerfile-invalid', 'not a stage name'],
  ])('refuses %s with its place', (text, code, message) => {
    const error = failure(() => parse('# comment', 'FROM scratch', '', text));
    expect(error).toMatchObject({ code, place: { file: 'Dockerfile', line: 4 } });
    expect(error.message).toMatch(/^Dockerfile:4: /);
    expect(error.message).toContain(message);
  });

  it('wants a FROM, and only ARG before it', () => {
    expect(failure(() => parse('# nothing')).message).toContain('no FROM');
    expect(failure(() => parse('RUN x', 'FROM scratch')).message).toContain(
      'before the first FROM',
    );
  });

  it('knows the escape directive', () => {
    expect(parse('# escape=`', 'FROM scratch', 'RUN a `', ' b').escape).toBe('`');
  });
});

describe('planStages', () => {
  const many = parse(
    'ARG BASE=node',
    'ARG TAG=${BASE}-x',
    'FROM ${BASE}:22 AS Deps',
    'FROM deps AS build',
    'FROM build AS unused',
    'FROM scratch AS tools',
    'FROM $BASE:${TAG}',
    'COPY --from=build /a /a',
    'COPY --from=3 /t /t',
    'COPY --from=example.com/image:1 /x /x',
  );
  const built = (target?: string, args = {}) =>
    planStages(many, args, target).stages.map(({ stage, base }) => [
      stage.index,
      base.kind === 'image' ? base.reference : base.kind === 'stage' ? base.index : 'scratch',
    ]);

  it('takes the stages that the target needs, and no others', () => {
    expect(built()).toEqual([
      [0, 'node:22'],
      [1, 0],
      [3, 'scratch'],
      [4, 'node:node-x'],
    ]);
    expect(built('BUILD')).toEqual([
      [0, 'node:22'],
      [1, 0],
    ]);
    expect(built('3')).toEqual([[3, 'scratch']]);
  });

  it('puts build arguments into FROM', () => {
    expect(built('0', { BASE: 'debian' })).toEqual([[0, 'debian:22']]);
    expect(planStages(many, { TAG: 'y' }).globals.get('TAG')).toBe('y');
  });

  it('refuses a target that is not there, and an empty base', () => {
    expect(failure(() => built('nothing'))).toMatchObject({
      code: 'target-unknown',
      message: expect.stringContaining('deps, build, unused, tools, 4') as string,
    });
    expect(failure(() => planStages(parse('FROM $NOTHING'), {})).message).toContain('is empty');
  });
});
