/** A workflow command printed by a step: `::name key=value,…::message`. */
export interface WorkflowCommand {
  /** Lower case. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads one line as a workflow command, or undefined when it is none. */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const start = line.trimStart();
  if (!start.startsWith('::')) return undefined;
  const end = start.indexOf('::', 2);
  if (end < 0) return undefined;
  const head = start.slice(2, end);
  const space = head.indexOf(' ');
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!/^[a-z][a-z-]*$/.test(name)) return undefined;
  return {
    name,
    properties: space < 0 ? {} : parseProperties(head.slice(space + 1)),
    message: unescapeData(start.slice(end + 2)),
  };
}

function parseProperties(text: string): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    const value = unescapeData(pair.slice(equals + 1))
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',');
    properties[pair.slice(0, equals).trim()] = value;
  }
  return properties;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
