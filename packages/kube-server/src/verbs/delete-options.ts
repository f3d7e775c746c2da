import { badRequest } from '@fairway/kube';
import { isObject, textOf, valueAt } from '../json.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { readCount, readWriteQuery } from '../request/options.ts';

/** What a delete asks for, from the body or the query (meta/v1 DeleteOptions). */
export interface DeleteWish {
  gracePeriodSeconds: number | undefined;
  propagationPolicy: 'Orphan' | 'Background' | 'Foreground' | undefined;
  uid: string | undefined;
  resourceVersion: string | undefined;
  dryRun: boolean;
}

/** Reads the options; a malformed one is a 400. */
export function readDeleteWish(request: ApiRequest): DeleteWish {
  const { body, query } = request;
  if (body !== undefined && !isObject(body)) throw badRequest('DeleteOptions must be an object');
  const grace = valueAt(body, 'gracePeriodSeconds') ?? readCount(query, 'gracePeriodSeconds');
  if (grace !== undefined && grace !== null && !(Number.isInteger(grace) && Number(grace) >= 0)) {
    throw badRequest('gracePeriodSeconds must be a whole number, not negative');
  }
  const policy =
    textOf(valueAt(body, 'propagationPolicy')) || query.get('propagationPolicy') || undefined;
  if (policy !== undefined && !isPolicy(policy)) {
    throw badRequest(
      `propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Background", "Foreground", "Orphan"`,
    );
  }
  const orphan = valueAt(body, 'orphanDependents');
  const dryRun = valueAt(body, 'dryRun');
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : undefined,
    propagationPolicy: policy ?? (orphan === true ? 'Orphan' : undefined),
    uid: textOf(valueAt(body, 'preconditions', 'uid')) || undefined,
    resourceVersion: textOf(valueAt(body, 'preconditions', 'resourceVersion')) || undefined,
    dryRun: (Array.isArray(dryRun) && dryRun.includes('All')) || readWriteQuery(query, '').dryRun,
  };
}

function isPolicy(text: string): text is 'Orphan' | 'Background' | 'Foreground' {
  return text === 'Orphan' || text === 'Background' || text === 'Foreground';
}
