import { badRequest, expired } from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import type { ApiRequest, ApiResult, ListMeta } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { matcherOf } from '../request/matcher.ts';
import { readCount, readResourceVersion } from '../request/options.ts';
import { tooLargeResourceVersion } from '../status/failures.ts';
import type { Entry } from '../watch-cache/entry.ts';
import { decodeContinue, encodeContinue, type ContinueToken } from './continue-token.ts';

/** GET of a collection: selectors, pages, and the state at an exact revision. */
export async function list(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const matcher = matcherOf(request);
  const limit = readCount(request.query, 'limit') ?? 0;
  const text = request.query.get('continue');
  const token = text === null || text === '' ? undefined : decodeContinue(text);
  const { entries, rv } = await snapshot(context, request, token);
  const matching = matcher.all ? entries : entries.filter((entry) => matcher.matches(entry));
  const from = token === undefined ? matching : matching.filter((entry) => isAfter(entry, token));
  const page = limit > 0 ? from.slice(0, limit) : from;
  const metadata: ListMeta = { resourceVersion: String(rv) };
  const last = page.at(-1);
  if (last !== undefined && page.length < from.length) {
    metadata.continue = encodeContinue({ rv, namespace: last.namespace, name: last.name });
    // Like kube-apiserver, which does not count what a selector might leave out.
    if (matcher.all) metadata.remainingItemCount = from.length - page.length;
  }
  return { type: 'list', views: page.map((entry) => viewOf(entry, request.resource)), metadata };
}

function isAfter(entry: Entry, token: ContinueToken): boolean {
  if (entry.namespace !== token.namespace) return entry.namespace > token.namespace;
  return entry.name > token.name;
}

async function snapshot(
  context: ServerContext,
  request: ApiRequest,
  token: ContinueToken | undefined,
): Promise<{ entries: readonly Entry[]; rv: number }> {
  const { cache } = context.store;
  const asked = readResourceVersion(request.query);
  const match = request.query.get('resourceVersionMatch') ?? '';
  checkMatch(match, asked, token, request.query);
  const wanted = token?.rv ?? asked ?? 0;
  if (wanted > cache.applied) await context.store.catchUp();
  if (wanted > cache.applied) throw tooLargeResourceVersion(wanted, cache.applied);
  const exact = token?.rv ?? (match === 'Exact' ? asked : undefined);
  const { id } = request.resource.storage;
  if (exact === undefined) return { entries: cache.list(id, request.namespace), rv: cache.applied };
  const entries = cache.listAt(id, exact, request.namespace);
  if (entries === undefined) {
    throw expired(
      token === undefined
        ? `The resourceVersion for the provided list is too old.`
        : 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  return { entries, rv: exact };
}

function checkMatch(
  match: string,
  asked: number | undefined,
  token: ContinueToken | undefined,
  query: URLSearchParams,
): void {
  if (token !== undefined && asked !== undefined && asked !== 0) {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  if (match === '') return;
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    throw badRequest(
      `resourceVersionMatch: Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
    );
  }
  const watchList = query.has('sendInitialEvents');
  if (asked === undefined && !watchList) {
    throw badRequest(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (match === 'Exact' && asked === 0) {
    throw badRequest(
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    );
  }
}
