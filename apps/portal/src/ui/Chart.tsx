import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { onColoursChange } from '../app/theme.ts';
import { formatMetric } from '../lib/format.ts';

const height = 180;
/** Tokens of the curves in their order; dashes tell them apart without colour. */
const strokes = ['--accent', '--bad', '--waiting', '--preview', '--busy', '--drift'] as const;
const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [4, 2], [10, 4]];

/** Curves over time; drawn anew when the theme changes, only filled anew when the data do. */
export function Chart({
  times,
  series,
  unit,
  label,
}: {
  /** Unix seconds. */
  times: readonly number[];
  series: readonly { name: string; values: readonly (number | null)[] }[];
  unit: string;
  label: string;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const names = series.map(({ name }) => name).join('\n');

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const draw = (): void => {
      const data = plot.current?.data ?? [[]];
      plot.current?.destroy();
      const options = chartOptions(element, names === '' ? [] : names.split('\n'), unit);
      plot.current = new UPlot(options, data, element);
    };
    draw();
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height }),
    );
    observer.observe(element);
    const forget = onColoursChange(draw);
    return () => {
      observer.disconnect();
      forget();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [names, unit]);

  useEffect(() => {
    plot.current?.setData([[...times], ...series.map(({ values }) => [...values])]);
  }, [times, series]);

  return <figure aria-label={label} className="overflow-hidden" style={{ height }} ref={box} />;
}

function chartOptions(element: HTMLElement, names: readonly string[], unit: string): UPlot.Options {
  const text = colourOf(element, '--muted');
  const line = colourOf(element, '--line');
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis: UPlot.Axis = {
    stroke: text,
    font,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: (_self, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        size: 28,
        values: (_self, splits) => splits.map((value) => clockOf(value)),
      },
      {
        ...axis,
        size: 68,
        values: (_self, splits) => splits.map((value) => formatMetric(value, unit)),
      },
    ],
    series: [
      {},
      ...names.map((name, index) => ({
        label: name,
        stroke: colourOf(element, strokes[index % strokes.length] ?? '--accent'),
        width: 1.5,
        dash: dashes[index % dashes.length] ?? [],
        points: { size: 4 },
      })),
    ],
  };
}

/** Time of day in the reader's zone, 24 hours. */
function clockOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** A token's colour as a canvas understands it: the browser resolves light and dark. */
function colourOf(element: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The mark of a curve beside its name: the same colour and dashes as in the chart. */
export function CurveMark({ index }: { index: number }): ReactNode {
  return (
    <svg aria-hidden width="24" height="8" viewBox="0 0 24 8" className="shrink-0">
      <line
        x1="0"
        x2="24"
        y1="4"
        y2="4"
        stroke={`var(${strokes[index % strokes.length] ?? '--accent'})`}
        strokeWidth="2"
        strokeDasharray={(dashes[index % dashes.length] ?? []).join(' ')}
      />
    </svg>
  );
}
