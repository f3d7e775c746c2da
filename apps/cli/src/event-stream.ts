import { CliError } from './cli-error.ts';
import type { Credentials } from './credentials.ts';

/** One server-sent event. */
export interface StreamEvent {
  id: string | undefined;
  event: string;
  data: unknown;
}

/** Reads an event stream of the API until it ends or the signal aborts. */
export async function* readEvents(
  { url, token }: Credentials,
  path: string,
  signal: AbortSignal,
): AsyncIterable<StreamEvent> {
  const response = await fetch(`${url}${path}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal,
  });
  if (!response.ok || response.body === null) {
    const text = await response.text();
    throw new CliError(`The stream was refused (${response.status}): ${text}`, 'Check the name.');
  }
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

/** Reads one block of the stream; undefined for comments and settings. */
export function parseEvent(block: string): StreamEvent | undefined {
  let id: string | undefined;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const field = line.slice(0, colon);
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0
    ? undefined
    : { id, event, data: JSON.parse(data.join('\n')) as unknown };
}
