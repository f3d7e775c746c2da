import { badRequest, methodNotAllowed, type KubeObject } from '@fairway/kube';
import { isObject, objectAt, stringsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { superGroup, type UserInfo } from '../user-info.ts';
import { grantedRules, isAllowed } from './authorise.ts';
import type { Action, PolicyRule } from './rules.ts';
import { storedRbac } from './stored-state.ts';

type Review = (context: ServerContext, request: ApiRequest, body: JsonObject) => JsonObject;

const reviews: Readonly<Record<string, Review>> = {
  'authentication.k8s.io/selfsubjectreviews': (_, request) => ({
    userInfo: userStatus(request.user),
  }),
  'authorization.k8s.io/selfsubjectaccessreviews': (context, request, body) =>
    decide(context, request.user, objectAt(body, 'spec')),
  'authorization.k8s.io/selfsubjectrulesreviews': rulesReview,
  'authorization.k8s.io/subjectaccessreviews': (context, _, body) =>
    decide(context, subjectUser(body), objectAt(body, 'spec')),
  'authorization.k8s.io/localsubjectaccessreviews': (context, _, body) =>
    decide(context, subjectUser(body), objectAt(body, 'spec')),
};

/** True for resources that answer a question and store nothing. */
export function isReview(resource: ServedResource): boolean {
  return reviews[resource.storage.id] !== undefined;
}

/** POST of a review: the answer is in its status. */
export function review(context: ServerContext, request: ApiRequest): ApiResult {
  const answer = reviews[request.resource.storage.id];
  if (request.verb !== 'create' || answer === undefined) {
    throw methodNotAllowed(request.resource, request.verb);
  }
  const body = request.body ?? {};
  if (!isObject(body)) throw badRequest('the request body must be one object');
  const object: KubeObject = {
    kind: request.resource.kind,
    apiVersion: `${request.resource.group}/${request.resource.version}`,
    metadata: {
      creationTimestamp: context
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    },
    ...(isObject(body['spec']) ? { spec: body['spec'] } : {}),
    status: answer(context, request, body),
  };
  return { type: 'object', code: 201, view: { object, json: undefined } };
}

function userStatus(user: UserInfo): JsonObject {
  return {
    username: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
}

function subjectUser(body: JsonObject): UserInfo {
  const spec = objectAt(body, 'spec');
  return { username: textOf(spec?.['user']), groups: stringsOf(spec?.['groups']) };
}

function decide(context: ServerContext, user: UserInfo, spec: JsonObject | undefined): JsonObject {
  const action = actionOf(spec);
  if (action === undefined) {
    throw badRequest(
      'spec: exactly one of resourceAttributes or nonResourceAttributes must be set',
    );
  }
  return { allowed: isAllowed(storedRbac(context.store.cache), user, action) };
}

function actionOf(spec: JsonObject | undefined): Action | undefined {
  const path = objectAt(spec, 'nonResourceAttributes');
  if (path !== undefined) return { verb: textOf(path['verb']), path: textOf(path['path']) };
  const attributes = objectAt(spec, 'resourceAttributes');
  if (attributes === undefined) return undefined;
  return {
    verb: textOf(attributes['verb']),
    group: textOf(attributes['group']),
    resource: textOf(attributes['resource']),
    subresource: textOf(attributes['subresource']) || undefined,
    namespace: textOf(attributes['namespace']) || undefined,
    name: textOf(attributes['name']) || undefined,
  };
}

const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

function rulesReview(context: ServerContext, request: ApiRequest, body: JsonObject): JsonObject {
  const namespace = textOf(valueAt(body, 'spec', 'namespace')) || undefined;
  const granted = [...grantedRules(storedRbac(context.store.cache), request.user, namespace)];
  const rules = request.user.groups.includes(superGroup)
    ? everything
    : granted.map((item) => item.rule);
  return {
    resourceRules: rules
      .filter((rule) => rule.resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames.length > 0 ? { resourceNames } : {}),
      })),
    nonResourceRules: rules
      .filter((rule) => rule.nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}
