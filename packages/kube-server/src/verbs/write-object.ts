import type { KubeObject } from '@fairway/kube';
import type { AdmissionAttributes } from '../admission/admission.ts';
import { mutateAdmission, validateAdmission } from '../admission/chain.ts';
import { toStored, viewOf } from '../conversion/convert.ts';
import type { ApiRequest, View } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import type { Decision } from '../storage/store.ts';
import type { StorageKey } from '../storage/storage-key.ts';
import { toServedJson } from '../storage/object-text.ts';
import type { Entry } from '../watch-cache/entry.ts';

/** What a write leads to, in the version of the request. */
export interface WriteOutcome {
  /** The state after the write; for a delete the last one. */
  entry: Entry;
  view: View;
}

/**
 * Stores what `decide` decides, or, for a dry run, only computes it. Runs the clean-ups that
 * admission asked for in either case.
 */
export async function writeObject(
  context: ServerContext,
  request: ApiRequest,
  key: StorageKey,
  dryRun: boolean,
  decide: (current: Entry | undefined) => Decision,
): Promise<WriteOutcome> {
  const entry = dryRun
    ? pretend(context, request, key, decide)
    : await context.store.mutate(key, (current) => decideStored(request, decide, current));
  if (entry === undefined) throw new Error(`a write of ${key.id} left nothing behind`);
  return { entry, view: viewOf(entry, request.resource) };
}

function decideStored(
  request: ApiRequest,
  decide: (current: Entry | undefined) => Decision,
  current: Entry | undefined,
): Decision {
  const decision = decide(current);
  if (decision.op === 'none') return decision;
  return { op: decision.op, object: toStored(decision.object, request.resource) };
}

function pretend(
  context: ServerContext,
  request: ApiRequest,
  key: StorageKey,
  decide: (current: Entry | undefined) => Decision,
): Entry | undefined {
  const current = context.store.cache.get(key);
  const decision = decideStored(request, decide, current);
  if (decision.op === 'none') return current;
  const rv = current?.rv;
  const { resourceVersion: _, ...metadata } = decision.object.metadata;
  const object: KubeObject = {
    ...decision.object,
    metadata: { ...metadata, ...(rv === undefined ? {} : { resourceVersion: String(rv) }) },
  };
  return { ...key, rv: rv ?? 0, object, json: toServedJson(object) };
}

/** Runs both parts of the admission chain around `validate`, and always its clean-ups at the end. */
export async function admitted<T>(
  context: ServerContext,
  write: (admit: Admit) => Promise<T>,
): Promise<T> {
  const cleanups: (() => void)[] = [];
  const admit: Admit = (attributes, validate) => {
    const full = { ...attributes, cleanups };
    mutateAdmission(context, full);
    validate();
    validateAdmission(context, full);
  };
  try {
    return await write(admit);
  } finally {
    for (const cleanup of cleanups) cleanup();
  }
}

/** Mutates, calls back to validate the result, then asks the validating plug-ins. */
export type Admit = (
  attributes: Omit<AdmissionAttributes, 'cleanups'>,
  validate: () => void,
) => void;
