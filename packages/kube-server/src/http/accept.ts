import { notAcceptable } from '../status/failures.ts';

/** How an answer is written. */
export interface Representation {
  format: 'json' | 'yaml';
  /** Another kind than the object's own. */
  as: 'Table' | 'PartialObjectMetadata' | undefined;
}

const yamlTypes = new Set(['application/yaml', 'application/x-yaml', 'text/yaml']);
const jsonTypes = new Set(['application/json', 'application/*', '*/*']);

interface MediaRange {
  type: string;
  parameters: Map<string, string>;
}

/** The media ranges of an Accept header, most wanted first. */
export function parseAccept(header: string | undefined): MediaRange[] {
  const ranges = (header === undefined || header.trim() === '' ? '*/*' : header)
    .split(',')
    .map(parseRange);
  const quality = (range: MediaRange): number => Number(range.parameters.get('q') ?? 1);
  return ranges.sort((left, right) => quality(right) - quality(left));
}

function parseRange(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.toLowerCase(), value] as const;
    }),
  );
  return { type: type.toLowerCase(), parameters };
}

/** Picks the first range that can be served; 406 when there is none. */
export function negotiate(header: string | undefined): Representation {
  for (const { type, parameters } of parseAccept(header)) {
    const format = jsonTypes.has(type) ? 'json' : yamlTypes.has(type) ? 'yaml' : undefined;
    if (format === undefined) continue;
    const as = parameters.get('as');
    if (as === undefined) return { format, as: undefined };
    if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') continue;
    if (as === 'Table') return { format, as };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
      return { format, as: 'PartialObjectMetadata' };
    }
  }
  throw notAcceptable();
}
