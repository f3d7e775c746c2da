import type { KubeObject, TableColumn } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import { age } from './format.ts';
import { printCustom } from './custom.ts';

/** The content of one cell. */
export type Cell = string | number | boolean | null;

/** Makes the cells of one object, in the order of its kind's columns. */
export type PrintCells = (object: KubeObject, now: Date) => Cell[];

/** The columns of a resource, and how its objects fill them. */
export interface Printer {
  columns: Required<TableColumn>[];
  cells: PrintCells;
}

const generic: TableColumn[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0, description: 'Name must be unique within a namespace.' },
  { name: 'Created At', type: 'date', format: '', priority: 0, description: 'When the object was created.' },
];

function complete(columns: readonly TableColumn[]): Required<TableColumn>[] {
  return columns.map((column) => ({ description: '', ...column }));
}

function printGeneric(object: KubeObject): Cell[] {
  return [object.metadata.name ?? '', object.metadata.creationTimestamp ?? ''];
}

export function printerFor(resource: ServedResource): Printer {
  if (resource.custom !== undefined) return printCustom(resource.custom);
  return { columns: complete(generic), cells: printGeneric };
}
export { age };
