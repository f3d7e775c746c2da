/** What a `WWW-Authenticate` header asks for (RFC 9110 section 11). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Keys in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const PARAMETER = /([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gy;

/** Reads the first challenge of the header that this client can answer: Bearer before Basic. */
export function parseChallenge(header: string): Challenge | undefined {
  for (const scheme of ['bearer', 'basic']) {
    const start = new RegExp(`(?:^|,\\s*)${scheme}(?:\\s+|$|,)`, 'i').exec(header);
    if (start === null) continue;
    return { scheme, parameters: parseParameters(header, start.index + start[0].length) };
  }
  return undefined;
}

function parseParameters(header: string, from: number): Record<string, string> {
  const parameters: Record<string, string> = {};
  let position = from;
  for (;;) {
    PARAMETER.lastIndex = position;
    const match = PARAMETER.exec(header);
    const key = match?.[1];
    if (match === null || key === undefined) return parameters;
    parameters[key.toLowerCase()] = match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? '';
    const separator = /^\s*,\s*/.exec(header.slice(PARAMETER.lastIndex));
    if (separator === null) return parameters;
    position = PARAMETER.lastIndex + separator[0].length;
  }
}
