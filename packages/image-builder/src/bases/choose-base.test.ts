import { parseReference } from '@fairway/oci';
import { expect, it } from 'vitest';

import { chooseBase } from './choose-base.ts';

const host = { nodeVersion: '20.20.2', pythonVersion: '3.11.2' };

it.each([
  ['node:20', 'host-node', "node:20 was replaced by this machine's Node.js 20.20.2"],
  ['node:20-slim', 'host-node', 'Node.js 20.20.2'],
  ['node:20.1.0-alpine3.19', 'host-node', 'node:20.1.0-alpine3.19 was replaced'],
  ['node', 'host-node', 'Node.js 20.20.2'],
  ['node:lts-slim', 'host-node', 'Node.js 20.20.2'],
  ['docker.io/library/node:20', 'host-node', 'docker.io/library/node:20 was replaced'],
  ['node:22', 'node-package', 'newest Node.js 22 from the package'],
  ['python:3', 'python', 'Python 3.11.2'],
  ['python:3.11-slim', 'python', 'Python 3.11.2'],
  ['python:3.1', 'unavailable', 'this machine has Python 3.11.2'],
  ['python:3.12', 'unavailable', 'configure a registry'],
  ['debian:12-slim', 'host', 'operating system files'],
  ['ubuntu', 'host', 'operating system files'],
  ['alpine:3', 'unavailable', 'alpine:3 is not available (no outside registry is configured)'],
  ['example.com/node:20', 'unavailable', 'example.com/node:20 is not available'],
  ['acme/node:20', 'unavailable', 'acme/node:20'],
  [`node@sha256:${'0'.repeat(64)}`, 'unavailable', 'configure a registry'],
])('%s: %s', (reference, kind, text) => {
  const choice = chooseBase(parseReference(reference), host, undefined);
  expect(choice.kind).toBe(kind);
  expect('message' in choice ? choice.message : choice.substitution).toContain(text);
});

it('says what the registry said, and what the machine lacks', () => {
  const bare = { ...host, pythonVersion: undefined };
  const choice = chooseBase(parseReference('python:3'), bare, 'it answered 503');
  expect(choice).toEqual({
    kind: 'unavailable',
    message: expect.stringMatching(/it answered 503.*has no Python/) as string,
  });
});
