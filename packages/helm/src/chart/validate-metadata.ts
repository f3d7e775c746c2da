import { GoError, parseVersion } from '@fairway/go-template';

import { HelmError } from '../errors.ts';
import type { ChartMetadata } from './metadata.ts';

function isSemver(version: string): boolean {
  try {
    parseVersion(version);
    return true;
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}

function problem(metadata: ChartMetadata): string | undefined {
  const { name, version, type } = metadata;
  if (name === '') return 'chart.metadata.name is required';
  if (name.includes('/') || name === '..' || name === '.')
    return `chart.metadata.name "${name}" is invalid`;
  if (version === '') return 'chart.metadata.version is required';
  if (!isSemver(version)) return `chart.metadata.version "${version}" is invalid`;
  if (!['', 'application', 'library'].includes(type)) {
    return 'chart.metadata.type must be application or library';
  }
  const names = metadata.dependencies.map((dependency) => dependency.alias || dependency.name);
  const twice = names.find((entry, index) => names.indexOf(entry) !== index);
  if (twice !== undefined) return `more than one dependency with name or alias "${twice}"`;
  const alias = metadata.dependencies.find(
    (dependency) => dependency.alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias),
  );
  if (alias === undefined) return undefined;
  return `dependency "${alias.name}" has disallowed characters in the alias`;
}

/**
 * Checks what helm insists on in a Chart.yaml.
 * @throws HelmError `CHART_INVALID` with helm's message
 */
export function validateMetadata(metadata: ChartMetadata): void {
  const found = problem(metadata);
  if (found !== undefined) {
    throw new HelmError('CHART_INVALID', `validation: ${found}`, { file: 'Chart.yaml' });
  }
}
