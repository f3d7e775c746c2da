import type { DocumentOptions, ParseOptions, SchemaOptions, Tags } from 'yaml';

/**
 * YAML as Kubernetes' tools read it (go-yaml v2): version 1.1 with merge keys and `yes`/`on`, but
 * dates and base-60 numbers (`12:30`) stay text.
 */
export const kubernetesYaml: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  merge: true,
  logLevel: 'silent',
  customTags: withoutTimes,
};

function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME')),
  );
}
