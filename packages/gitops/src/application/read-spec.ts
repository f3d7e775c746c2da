import { GitOpsError } from '../errors.ts';
import { isRecord, readArray, readRecord, readString } from '../object/read.ts';
import type { Application, ApplicationSource, ApplicationSpec } from './application.ts';

/**
 * Checks the parts of `spec` that everything else relies on and narrows it. A missing project is
 * `default`, as in Argo CD.
 *
 * @throws GitOpsError `invalid_spec` with the sentence to show.
 */
export function readSpec(application: Application): ApplicationSpec {
  const spec = readRecord(application, 'spec');
  const destination = readRecord(spec, 'destination');
  if (
    readString(destination, 'server') === undefined &&
    readString(destination, 'name') === undefined
  ) {
    throw invalid('Destination server missing from app spec');
  }
  if (readArray(spec, 'sources').length > 0) {
    throw invalid('spec.sources is not supported yet: give one source in spec.source');
  }
  checkSource(readRecord(spec, 'source'));
  checkLists(spec);
  // Everything read with a type other than "optional JSON" was checked above.
  return {
    ...(spec as unknown as ApplicationSpec),
    project: readString(spec, 'project') || 'default',
  };
}

/** Checks the source that an operation brings along. */
export function checkSource(source: Readonly<Record<string, unknown>>): ApplicationSource {
  const repoURL = readString(source, 'repoURL') ?? '';
  if (repoURL === '') throw invalid('spec.source.repoURL is required');
  if (readString(source, 'chart') !== undefined && readString(source, 'path') === undefined) {
    throw invalid(
      'Charts from a chart repository are not supported yet: use a path in a git repository',
    );
  }
  const path = readString(source, 'path');
  if (path === undefined) throw invalid('spec.source.path is required');
  if (path.startsWith('/')) throw invalid(`spec.source.path "${path}" must be relative`);
  for (const field of ['helm', 'directory']) {
    if (source[field] !== undefined && !isRecord(source[field])) {
      throw invalid(`spec.source.${field} must be an object`);
    }
  }
  return source as ApplicationSource;
}

function checkLists(spec: Readonly<Record<string, unknown>>): void {
  const options: unknown = readRecord(spec, 'syncPolicy')['syncOptions'] ?? [];
  if (!Array.isArray(options) || options.some((option) => typeof option !== 'string')) {
    throw invalid('spec.syncPolicy.syncOptions must be a list of strings');
  }
  const ignored: unknown = spec['ignoreDifferences'] ?? [];
  if (!Array.isArray(ignored) || !ignored.every(isRecord)) {
    throw invalid('spec.ignoreDifferences must be a list of objects');
  }
}

function invalid(message: string): GitOpsError {
  return new GitOpsError('invalid_spec', message);
}
