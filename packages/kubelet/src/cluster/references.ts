import { isStatus, resources, type ConfigMap, type KubeClient, type Secret } from '@fairway/kube';
import { KubeletError } from '../errors.ts';

/** Contents of a ConfigMap or Secret, decoded. */
export type Contents = ReadonlyMap<string, Buffer>;

/** Reads the ConfigMaps and Secrets that pods refer to. */
export interface References {
  /** Undefined when it does not exist and is optional. */
  read(
    kind: 'ConfigMap' | 'Secret',
    namespace: string,
    name: string,
    optional: boolean,
  ): Promise<Contents | undefined>;
}

/** References that are fetched anew each time a container starts. */
export function createReferences(client: KubeClient): References {
  return {
    async read(kind, namespace, name, optional) {
      try {
        if (kind === 'ConfigMap') {
          const map = await client.get<ConfigMap>(resources.configMaps, { namespace, name });
          return contents(map.data ?? {}, map.binaryData ?? {});
        }
        const secret = await client.get<Secret>(resources.secrets, { namespace, name });
        return contents({}, secret.data ?? {});
      } catch (error) {
        if (!isStatus(error, 'NotFound')) throw error;
        if (optional) return undefined;
        const message = `${kind.toLowerCase()} "${name}" not found`;
        throw new KubeletError('config', 'CreateContainerConfigError', message, { cause: error });
      }
    },
  };
}

function contents(
  plain: Readonly<Record<string, string>>,
  encoded: Readonly<Record<string, string>>,
): Contents {
  return new Map([
    ...Object.entries(plain).map(([key, text]): [string, Buffer] => [key, Buffer.from(text)]),
    ...Object.entries(encoded).map(([key, text]): [string, Buffer] => [
      key,
      Buffer.from(text, 'base64'),
    ]),
  ]);
}
