import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isAtEnd } from '../lib/log-window.ts';

/** A scrolled box that stays at its end until the reader scrolls away from it. */
export function useStickToEnd(
  box: RefObject<HTMLDivElement | null>,
  rows: number,
  newest: number,
): {
  view: { scrollTop: number; height: number };
  stuck: boolean;
  /** Lines that came since the reader scrolled away. */
  unseen: number;
  onScroll: () => void;
  toEnd: () => void;
  release: () => void;
} {
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  const [stuck, setStuck] = useState(true);
  const seen = useRef(0);
  if (stuck || seen.current > newest) seen.current = newest;
  const toEnd = (): void => {
    setStuck(true);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    setStuck(isAtEnd(element));
  };
  useLayoutEffect(() => {
    if (stuck && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [box, stuck, rows, newest]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setView({ scrollTop: element.scrollTop, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  const release = (): void => setStuck(false);
  return { view, stuck, unseen: newest - seen.current, onScroll, toEnd, release };
}
