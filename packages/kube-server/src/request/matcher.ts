import { matchesFields, matchesLabels } from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import type { Entry } from '../watch-cache/entry.ts';
import type { ApiRequest } from './api-request.ts';
import { checkFieldLabels, fieldLabelView } from './field-labels.ts';
import { readSelectors } from './options.ts';

/** Decides which entries a list, watch or deletecollection is about. */
export interface Matcher {
  /** True when nothing but the namespace narrows the request. */
  all: boolean;
  matches(entry: Entry): boolean;
}

/** Reads the request's name, namespace and selectors. */
export function matcherOf(request: ApiRequest): Matcher {
  const { labels, fields } = readSelectors(request.query);
  checkFieldLabels(request.resource, fields);
  const { name, namespace, resource } = request;
  const all = labels.length === 0 && fields.length === 0 && name === undefined;
  return {
    all,
    matches(entry) {
      if (namespace !== undefined && entry.namespace !== namespace) return false;
      if (all) return true;
      if (name !== undefined && entry.name !== name) return false;
      if (labels.length > 0 && !matchesLabels(entry.object.metadata.labels ?? {}, labels))
        return false;
      if (fields.length === 0) return true;
      return matchesFields(fieldLabelView(resource, viewOf(entry, resource).object), fields);
    },
  };
}
