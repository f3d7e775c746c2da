import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** One column: its heading and what a row shows in it. */
export interface Column<Row> {
  heading: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, for numbers and durations. */
  end?: boolean;
  className?: string;
}

/** A table; on narrow screens each row becomes a card whose cells name their column. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}): ReactNode {
  return (
    <table aria-label={label} className="w-full border-collapse text-left max-sm:block">
      <thead className="max-sm:sr-only">
        <tr className="border-b border-line text-sm text-muted">
          {columns.map(({ heading, end }) => (
            <th
              key={heading}
              scope="col"
              className={classes('h-9 px-4 font-medium', end === true && 'text-right')}
            >
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            className="border-b border-line last:border-b-0 max-sm:flex max-sm:flex-col max-sm:py-2"
          >
            {columns.map(({ heading, cell, end, className }) => (
              <td
                key={heading}
                className={classes(
                  'h-9 px-4 whitespace-nowrap max-sm:flex max-sm:whitespace-normal max-sm:h-auto max-sm:min-h-7 max-sm:items-center max-sm:justify-between max-sm:gap-4',
                  end === true && 'tabular sm:text-right',
                  className,
                )}
              >
                <span aria-hidden className="shrink-0 text-sm text-muted sm:hidden">
                  {heading}
                </span>
                <span className="min-w-0 max-sm:text-right">{cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
