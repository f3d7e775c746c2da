import type { Container, EnvFromSource, EnvVar, KeySelector, Pod } from '@fairway/kube';
import type { References } from '../cluster/references.ts';
import { KubeletError } from '../errors.ts';
import { expand } from './expand.ts';
import { fieldValue, resourceValue, type Allocatable, type PodAddresses } from './field-ref.ts';

/** What a container's environment is made from, besides its spec. */
export interface EnvInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly addresses: PodAddresses;
  readonly allocatable: Allocatable;
  readonly references: References;
  /** Variables of Services: lowest in rank, but open to `$(NAME)`. */
  readonly services: Readonly<Record<string, string>>;
}

/**
 * The variables that the pod gives a container: Services, then envFrom, then env in order.
 * @throws KubeletError `config` with CreateContainerConfigError for what is missing.
 */
export async function resolveEnv(input: EnvInput): Promise<Record<string, string>> {
  const variables: Record<string, string> = { ...input.services };
  for (const source of input.container.envFrom ?? []) {
    Object.assign(variables, await fromSource(source, input));
  }
  for (const entry of input.container.env ?? []) {
    const value = await valueOf(entry, input, variables);
    if (value !== undefined) variables[entry.name] = value;
  }
  return variables;
}

async function fromSource(
  source: EnvFromSource,
  { pod, references }: EnvInput,
): Promise<Record<string, string>> {
  const namespace = pod.metadata.namespace ?? 'default';
  const ref = source.configMapRef ?? source.secretRef;
  if (ref === undefined) return {};
  const kind = source.configMapRef === undefined ? 'Secret' : 'ConfigMap';
  const found = await references.read(kind, namespace, ref.name ?? '', ref.optional === true);
  const variables: Record<string, string> = {};
  for (const [key, value] of found ?? []) {
    variables[`${source.prefix ?? ''}${key}`] = value.toString('utf8');
  }
  return variables;
}

async function valueOf(
  entry: EnvVar,
  input: EnvInput,
  known: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { pod, container, addresses, allocatable } = input;
  const from = entry.valueFrom;
  if (from === undefined) return expand(entry.value ?? '', known);
  if (from.fieldRef !== undefined) return fieldValue(pod, from.fieldRef.fieldPath, addresses);
  if (from.resourceFieldRef !== undefined) {
    return resourceValue(pod, container.name, from.resourceFieldRef, allocatable);
  }
  if (from.configMapKeyRef !== undefined)
    return await keyOf('ConfigMap', from.configMapKeyRef, input);
  if (from.secretKeyRef !== undefined) return await keyOf('Secret', from.secretKeyRef, input);
  return undefined;
}

async function keyOf(
  kind: 'ConfigMap' | 'Secret',
  { name = '', key, optional = false }: KeySelector,
  { pod, references }: EnvInput,
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? 'default';
  const found = await references.read(kind, namespace, name, optional);
  const value = found?.get(key)?.toString('utf8');
  if (value !== undefined || optional) return value;
  const message = `couldn't find key ${key} in ${kind} ${namespace}/${name}`;
  throw new KubeletError('config', 'CreateContainerConfigError', message);
}
