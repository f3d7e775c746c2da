import { useQuery } from '@tanstack/react-query';
import { projectQuery } from '../../api/queries.ts';
import type { Environment } from '../../api/types.ts';

/** The environment that the address names, else the project's first one. */
export function useEnvironment(
  project: string,
  wanted: string | undefined,
): { environments: Environment[] | undefined; name: string | undefined } {
  const { data } = useQuery(projectQuery(project));
  const environments = data?.environments;
  const found = environments?.find(({ name }) => name === wanted) ?? environments?.[0];
  return { environments, name: found?.name };
}
