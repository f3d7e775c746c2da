import type { KubeObject, TableColumn } from '@fairway/kube';
import { isObject } from '../json.ts';
import type { CustomVersion, PrinterColumn } from '../registry/served-resource.ts';
import { age } from './format.ts';
import type { Cell, PrintCells } from './cell.ts';

/** The columns of a resource, and how its objects fill them. */
export interface Printer {
  columns: Required<TableColumn>[];
  cells: PrintCells;
}

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** The printer of a custom resource: its additionalPrinterColumns, or its age. */
export function printCustom(custom: CustomVersion): Printer {
  const columns = custom.printerColumns.length === 0 ? [ageColumn] : custom.printerColumns;
  return {
    columns: [
      {
        name: 'Name',
        type: 'string',
        format: 'name',
        priority: 0,
        description: 'Name must be unique within a namespace.',
      },
      ...columns.map(({ name, type, format = '', description = '', priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    ],
    cells: (object, now) => [
      object.metadata.name ?? '',
      ...columns.map((column) => cellOf(column, object, now)),
    ],
  };
}

function cellOf(column: PrinterColumn, object: KubeObject, now: Date): Cell {
  const value = readJsonPath(object, column.jsonPath);
  if (value === undefined || value === null) return null;
  if (column.type === 'date') return age(value, now);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return JSON.stringify(value);
}

/**
 * The simple JSON paths of printer columns: `.a.b`, `.a['x.y/z']`, `.a[0]`, `.a[?(@.type=="X")].b`.
 * A path that finds several values gives the first.
 */
export function readJsonPath(object: unknown, path: string): unknown {
  const step = /\.((?:[^.[\]\\]|\\.)+)|\[(\d+)\]|\['([^']+)'\]|\[\?\(@\.([^=]+)=="([^"]*)"\)\]/gy;
  let at: unknown = object;
  let end = 0;
  for (const match of path.matchAll(step)) {
    const [text, field, index, quoted, filterField, filterValue] = match;
    const name = field?.replaceAll(/\\(.)/g, '$1') ?? quoted;
    if (name !== undefined) at = isObject(at) ? at[name] : undefined;
    else if (!Array.isArray(at)) at = undefined;
    else if (index !== undefined) at = at[Number(index)];
    else if (filterField !== undefined) {
      at = at.find((item) => isObject(item) && String(item[filterField]) === filterValue);
    }
    end += text.length;
  }
  return end === path.length ? at : undefined;
}
