import { describe, expect, it } from 'vitest';

import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { applyArg, applyConfig, envOf, resolveFrom, type StageState } from './stage-state.ts';

const EMPTY: StageState = {
  layers: [],
  hostBase: false,
  key: 'k',
  config: {},
  history: [],
  env: {},
  args: {},
  ownCommand: false,
};

/** Applies ARG and configuration instructions to an empty stage, or to what it inherits. */
function apply(
  text: string,
  options: {
    given?: Record<string, string>;
    globals?: Record<string, string>;
    from?: Partial<StageState>;
  } = {},
): StageState {
  const [stage] = parseDockerfile(`FROM scratch\n${text}`, 'Dockerfile').stages;
  let state: StageState = { ...EMPTY, ...options.from };
  for (const instruction of stage?.instructions ?? []) {
    if (instruction.kind === 'ARG')
      state = applyArg(
        state,
        instruction,
        options.given ?? {},
        new Map(Object.entries(options.globals ?? {})),
        '\\',
      );
    else if (instruction.kind !== 'RUN' && instruction.kind !== 'COPY')
      state = applyConfig(state, instruction, '\\');
  }
  return state;
}

describe('ARG', () => {
  it.each([
    ['ARG A=default', {}, {}, { A: 'default' }],
    ['ARG A=default', { A: 'given' }, { A: 'global' }, { A: 'given' }],
    ['ARG A', {}, { A: 'global' }, { A: 'global' }],
    ['ARG A', {}, {}, {}],
    ['ARG A=1\nARG B=${A}2', {}, {}, { A: '1', B: '12' }],
    ['ARG A=1 B=$A', {}, {}, { A: '1', B: '1' }],
  ])('%s with %j and %j', (text, given, globals, args) => {
    expect(apply(text, { given, globals }).args).toEqual(args);
  });
});

describe('the configuration', () => {
  it('lets ENV win over ARG, and takes all of one ENV from before it', () => {
    expect(apply('ARG A=arg\nENV A=env\nENV B=$A').env).toEqual({ A: 'env', B: 'env' });
    expect(apply('ENV A=1\nENV A=2 B=$A').env).toEqual({ A: '2', B: '1' });
  });

  it('keeps what was inherited', () => {
    const from = {
      env: { PATH: '/bin' },
      config: { Env: ['PATH=/bin'], Labels: { a: '1' }, WorkingDir: '/w' },
    };
    expect(apply('ENV X=$PATH:/x\nLABEL b=2\nWORKDIR sub', { from }).config).toEqual({
      Env: ['PATH=/bin', 'X=/bin:/x'],
      Labels: { a: '1', b: '2' },
      WorkingDir: '/w/sub',
    });
  });

  it('resets an inherited CMD with ENTRYPOINT, but not one of its own', () => {
    const from = { config: { Cmd: ['old'] } };
    expect(apply('ENTRYPOINT ["e"]', { from }).config).toEqual({ Entrypoint: ['e'], Cmd: [] });
    expect(apply('CMD ["mine"]\nENTRYPOINT ["e"]', { from }).config).toEqual({
      Entrypoint: ['e'],
      Cmd: ['mine'],
    });
  });

  it('puts shell commands through SHELL', () => {
    expect(apply('SHELL ["bash", "-ec"]\nCMD a $B').config.Cmd).toEqual(['bash', '-ec', 'a $B']);
  });

  it.each(['EXPOSE 0', 'EXPOSE 65536', 'EXPOSE 9-8', 'EXPOSE x', 'EXPOSE 80/icmp'])(
    'refuses %s',
    (text) => {
      expect(() => apply(text)).toThrowError(
        expect.objectContaining({ code: 'dockerfile-invalid' }),
      );
    },
  );

  it('takes several ports from one variable', () => {
    expect(apply('ENV P="80 81/udp"\nEXPOSE $P').config.ExposedPorts).toEqual({
      '80/tcp': {},
      '81/udp': {},
    });
  });
});

it.each([
  [undefined, 'a', '/a'],
  ['/w', 'a/./b', '/w/a/b'],
  ['/w', '../x', '/x'],
  ['/w', '/abs/', '/abs'],
  ['/', '../../..', '/'],
])('resolveFrom %s, %s is %s', (workingDir, path, expected) => {
  expect(resolveFrom(workingDir, path)).toBe(expected);
});

it('envOf splits at the first "="', () => {
  expect(envOf({ Env: ['A=b=c', 'E=', 'BARE'] })).toEqual({ A: 'b=c', E: '', BARE: '' });
});
