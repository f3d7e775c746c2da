import type { KubeObject } from '@fairway/kube';

/** The content of one cell. */
export type Cell = string | number | boolean | null;

/** Makes the cells of one object, in the order of its kind's columns. */
export type PrintCells = (object: KubeObject, now: Date) => Cell[];

/** Printers by storage id. */
export type PrinterTable = Readonly<Record<string, PrintCells>>;
