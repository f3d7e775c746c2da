import { useEffect, useState, useSyncExternalStore } from 'react';
import { createLogBuffer, type LogLine } from './log-buffer.ts';

/** How a stream of log lines is doing. */
export type LogState = 'connecting' | 'open' | 'reconnecting' | 'ended';

/**
 * Follows a log stream while the caller is shown; `url` null follows nothing. A caller that changes
 * to another stream takes another React key.
 */
export function useLogStream(url: string | null): {
  lines: readonly LogLine[];
  state: LogState;
} {
  const [buffer] = useState(() => createLogBuffer());
  const [state, setState] = useState<LogState>('connecting');
  const lines = useSyncExternalStore(buffer.subscribe, buffer.lines);
  useEffect(() => {
    if (url === null) return undefined;
    const source = new EventSource(url);
    let numbered = false;
    let before = false;
    source.addEventListener('open', () => {
      // Lines without numbers cannot be resumed: the server begins again with the last ones.
      if (before && !numbered) buffer.clear();
      before = true;
      setState('open');
    });
    source.addEventListener('line', ({ data }: MessageEvent<string>) => {
      const { text, number, pod } = JSON.parse(data) as StreamedLine;
      numbered = number !== undefined;
      buffer.push({
        text,
        ...(number === undefined ? {} : { number }),
        ...(pod === undefined ? {} : { source: pod }),
      });
    });
    source.addEventListener('end', () => {
      setState('ended');
      source.close();
    });
    source.addEventListener('error', () => {
      setState(source.readyState === EventSource.CLOSED ? 'ended' : 'reconnecting');
    });
    return () => source.close();
  }, [buffer, url]);
  return { lines, state };
}

interface StreamedLine {
  text: string;
  number?: number;
  pod?: string;
}
