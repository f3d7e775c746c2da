import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isAtEnd } from '../lib/log-window.ts';

/** A scrolled box that stays at its end until the reader scrolls away from it. */
export interface StickyBox {
  box: RefObject<HTMLDivElement | null>;
  view: { scrollTop: number; height: number };
  stuck: boolean;
  /** Lines that came since the reader scrolled away. */
  unseen: number;
  onScroll: () => void;
  toEnd: () => void;
  /** Scrolls to a place, in pixels from the top, and stays there. */
  goTo: (top: number) => void;
}

/** Keeps the end of a box in view; `newest` is the number of its last line. */
export function useStickToEnd(newest: number): StickyBox {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  /** Number of the last line when the reader left the end; null while the end is in view. */
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const stuck = leftAt === null;
  useLayoutEffect(() => {
    if (stuck && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setView({ scrollTop: element.scrollTop, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return {
    box,
    view,
    stuck,
    unseen: leftAt === null ? 0 : Math.max(0, newest - leftAt),
    onScroll: () => {
      const element = box.current;
      if (element === null) return;
      setView({ scrollTop: element.scrollTop, height: element.clientHeight });
      const atEnd = isAtEnd(element);
      setLeftAt((was) => (atEnd ? null : (was ?? newest)));
    },
    toEnd: () => {
      setLeftAt(null);
      if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    },
    goTo: (top) => {
      setLeftAt((was) => was ?? newest);
      if (box.current !== null) box.current.scrollTop = top;
    },
  };
}
