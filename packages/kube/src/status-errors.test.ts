import { describe, expect, test } from 'vitest';
import { isStatus, StatusError } from './status-error.ts';
import {
  alreadyExists,
  applyConflict,
  badRequest,
  conflict,
  expired,
  forbidden,
  gone,
  internalError,
  invalid,
  methodNotAllowed,
  notFound,
  timeout,
  tooLarge,
  tooManyRequests,
  unauthorized,
  unavailable,
  unknownPath,
  unsupportedMediaType,
} from './status-errors.ts';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

describe('factories', () => {
  test.each<[StatusError, number, string, string]>([
    [notFound(deployments, 'web'), 404, 'NotFound', 'deployments.apps "web" not found'],
    [unknownPath(), 404, 'NotFound', 'the server could not find the requested resource'],
    [alreadyExists(pods, 'a'), 409, 'AlreadyExists', 'pods "a" already exists'],
    [
      conflict(deployments, 'web'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [applyConflict([], 'Apply failed'), 409, 'Conflict', 'Apply failed'],
    [badRequest('no'), 400, 'BadRequest', 'no'],
    [unauthorized(), 401, 'Unauthorized', 'Unauthorized'],
    [forbidden(pods, 'a', 'no quota'), 403, 'Forbidden', 'pods "a" is forbidden: no quota'],
    [forbidden(pods, '', 'not yours'), 403, 'Forbidden', 'pods is forbidden: not yours'],
    [forbidden({ group: '', resource: '' }, '', 'x'), 403, 'Forbidden', 'forbidden: x'],
    [
      methodNotAllowed(pods, 'patch'),
      405,
      'MethodNotAllowed',
      'patch is not supported on resources of kind "pods"',
    ],
    [gone('old'), 410, 'Gone', 'old'],
    [expired('old'), 410, 'Expired', 'old'],
    [tooLarge('3MB'), 413, 'RequestEntityTooLarge', 'Request entity is too large: 3MB'],
    [
      unsupportedMediaType(['a/b', 'c/d']),
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: a/b, c/d',
    ],
    [tooManyRequests('slow', 1), 429, 'TooManyRequests', 'slow'],
    [internalError('boom'), 500, 'InternalError', 'Internal error occurred: boom'],
    [unavailable('down'), 503, 'ServiceUnavailable', 'down'],
    [timeout('slow'), 504, 'Timeout', 'Timeout: slow'],
  ])('%s', (error, code, reason, message) => {
    expect(error.message).toBe(message);
    expect(error.code).toBe(code);
    expect(isStatus(error, reason)).toBe(true);
    expect(error.status).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure' });
  });

  test('details name the resource in kind', () => {
    expect(notFound(deployments, 'web').status.details).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'deployments',
    });
    expect(alreadyExists(pods, 'a').status.details).toEqual({ name: 'a', kind: 'pods' });
  });
});

describe('invalid', () => {
  const required = { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a' };
  const other = { reason: 'FieldValueInvalid', message: 'Invalid value: 1: x', field: 'spec.b' };

  test('one cause stands bare, several in brackets, doubles once', () => {
    const kind = { group: 'apps', kind: 'Deployment' };
    expect(invalid(kind, 'web', [required]).message).toBe(
      'Deployment.apps "web" is invalid: spec.a: Required value',
    );
    expect(invalid({ group: '', kind: 'Pod' }, 'a', [required, other, other]).message).toBe(
      'Pod "a" is invalid: [spec.a: Required value, spec.b: Invalid value: 1: x]',
    );
    expect(invalid(kind, 'web', [required]).status.details).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'Deployment',
      causes: [required],
    });
  });
});

describe('StatusError', () => {
  test('a Status without code or reason is an internal error', () => {
    const error = new StatusError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
    });
    expect([error.code, error.reason, error.message]).toEqual([
      500,
      'InternalError',
      'unknown failure',
    ]);
    expect(isStatus(new Error('x'), 'InternalError')).toBe(false);
  });
});
