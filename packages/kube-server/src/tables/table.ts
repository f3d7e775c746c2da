import { badRequest, type KubeObject, type TableColumn } from '@fairway/kube';
import type { ApiRequest, ListMeta, View } from '../request/api-request.ts';
import { toPartial } from './partial-metadata.ts';
import type { Cell } from './cell.ts';
import { printerFor } from './printers.ts';

/** A server-side printed list (meta/v1 Table). */
export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: ListMeta;
  columnDefinitions: Required<TableColumn>[] | null;
  rows: { cells: Cell[]; object?: KubeObject }[];
}

/** Prints objects as rows, with the columns of their kind. */
export function toTable(
  request: ApiRequest,
  views: readonly Pick<View, 'object'>[],
  metadata: ListMeta,
  now: Date,
): Table {
  const printer = printerFor(request.resource);
  const include = request.query.get('includeObject') || 'Metadata';
  if (include !== 'None' && include !== 'Metadata' && include !== 'Object') {
    throw badRequest(`includeObject: Unsupported value: ${JSON.stringify(include)}`);
  }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: printer.columns,
    rows: views.map(({ object }) => ({
      cells: printer.cells(object, now),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : toPartial(object) }),
    })),
  };
}
