import { StatusError, timeout } from '@fairway/kube';

/** What an error is about: the resource, its group and its kind. */
export interface Subject {
  group: string;
  resource: string;
  kind: string;
}

/** 406: none of the media types that the client accepts can be made. */
export function notAcceptable(): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'only the following media types are accepted: application/json, application/yaml, application/json;stream=watch, application/json;as=Table;v=v1;g=meta.k8s.io',
    reason: 'NotAcceptable',
    code: 406,
  });
}

/** 504: the state asked for is not known here yet. */
export function tooLargeResourceVersion(asked: number, current: number): StatusError {
  const { status } = timeout(`Too large resource version: ${asked}, current: ${current}`, 1);
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new StatusError({ ...status, details: { ...status.details, causes } });
}
