import { problemError, unreachable } from './api.ts';
import type { Credentials } from './credentials.ts';

/** One server-sent event. */
export interface StreamEvent {
  id: string | undefined;
  event: string;
  data: unknown;
}

/** The server says that it is still there every 15 s; a stream silent for longer is dead. */
const silenceTimeoutMs = 60_000;

/**
 * Reads an event stream of the API until its `end` event, its end or the abortion of the signal.
 *
 * @throws CliError when it is refused, cut off or silent for a minute
 */
export async function* readEvents(
  { url, token }: Credentials,
  path: string,
  signal: AbortSignal,
): AsyncIterable<StreamEvent> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const silence = setTimeout(
    () => controller.abort(new Error('nothing came for a minute')),
    silenceTimeoutMs,
  );
  try {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: controller.signal,
    });
    if (!response.ok || response.body === null) throw await refusal(response);
    const decoder = new TextDecoder();
    const parser = createEventParser();
    for await (const chunk of response.body) {
      silence.refresh();
      for (const event of parser(decoder.decode(chunk, { stream: true }))) {
        if (event.event === 'end') return;
        yield event;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof TypeError || controller.signal.aborted ? unreachable(error) : error;
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
    controller.abort();
  }
}

async function refusal(response: Response): Promise<Error> {
  const text = await response.text();
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    // Not a problem document: its status is told.
    problem = undefined;
  }
  return problemError(problem, response.status);
}

/** Takes a stream's text piece by piece and gives the events that each piece completes. */
export function createEventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  return (piece) => {
    rest += piece;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    return blocks.map(parseEvent).filter((event) => event !== undefined);
  };
}

/** Reads one block of a stream; undefined for comments and settings. */
export function parseEvent(block: string): StreamEvent | undefined {
  let id: string | undefined;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
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
