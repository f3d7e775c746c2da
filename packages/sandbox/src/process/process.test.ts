import { expect, test } from 'vitest';
import { parseLdd } from '../host/host-tools.ts';
import { formatHosts } from './hosts-file.ts';
import { isAlive, parseIdentity, parseStat, readStat, bootId } from './identity.ts';
import { parseStatm, treeMemory } from './memory-watch.ts';
import { formatSettings } from './settings-file.ts';

const spec = {
  id: 'a',
  dir: '/p',
  root: { layers: [], hostBase: true },
  argv: ['echo', 'two\nlines'],
  env: { A: '' },
  cwd: '/w',
  hostname: 'h',
  mounts: [],
} as const;

test('settings: each value after its number of lines', () => {
  expect(formatSettings(spec, false)).toBe(
    '1\nh\n1\n/w\n1\n1000\n1\n1000\n1\n-\n1\n-\n1\n-\n1\n-\n1\nno\n1\nA=\n1\necho\n2\ntwo\nlines\n',
  );
  const limits = { memoryBytes: 1024, fileSizeBytes: 1000, openFiles: 5, processes: 6 };
  expect(formatSettings({ ...spec, limits }, true)).toContain(
    '1\n262146\n1\n2\n1\n5\n1\n6\n1\nyes\n',
  );
});

test('the host name resolves to loopback unless a line says otherwise', () => {
  expect(formatHosts('me', { '127.0.0.9': ['db'], '127.0.0.8': [] })).toContain(
    '127.0.0.1\tme\n127.0.0.9\tdb\n',
  );
  expect(formatHosts('me', { '127.0.0.9': ['me'] })).not.toContain('127.0.0.1\tme');
});

test('a half-written pid file is none', () => {
  expect(parseIdentity('12 34')).toBeUndefined();
  expect(parseIdentity('12 34 11 b-1')).toBeUndefined();
  expect(parseIdentity('12 34 11 b-1\n')).toEqual({
    pid: 12,
    startTicks: '34',
    shimPid: 11,
    bootId: 'b-1',
  });
});

test('a command name may look like the end of itself', () => {
  const rest = Array.from({ length: 30 }, (_, index) => index).join(' ');
  expect(parseStat(`7 (a) S (b)) R 3 ${rest}`)).toEqual({
    pid: 7,
    parent: 3,
    startTicks: '17',
    state: 'R',
  });
  expect(parseStat('')).toBeUndefined();
});

test('alive means the same start and the same boot', () => {
  const startTicks = readStat(process.pid)?.startTicks ?? '';
  const self = { pid: process.pid, startTicks, shimPid: 1, bootId: bootId() };
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, startTicks: '1' })).toBe(false);
  expect(isAlive({ ...self, bootId: 'other' })).toBe(false);
});

test('memory is summed over a tree, whatever the order', () => {
  const entries = [
    { pid: 4, parent: 3, bytes: 1 },
    { pid: 3, parent: 2, bytes: 10 },
    { pid: 2, parent: 1, bytes: 100 },
    { pid: 9, parent: 1, bytes: 1000 },
  ];
  expect(treeMemory(entries, 2)).toBe(111);
  expect(treeMemory(entries, 77)).toBe(0);
  expect(parseStatm('900 50 20 1 0 2 0', 4096)).toBe(30 * 4096);
});

test('libraries and the loader of a tool', () => {
  const text = `\tlinux-vdso.so.1 (0x00007ffd)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f)
`;
  expect([...parseLdd(text)]).toEqual([
    ['libc.so.6', '/lib/x86_64-linux-gnu/libc.so.6'],
    ['ld.so', '/lib64/ld-linux-x86-64.so.2'],
  ]);
});
