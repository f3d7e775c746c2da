import type { KubeObject, TableColumn } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import { accessPrinters } from './access.ts';
import { appsPrinters } from './apps.ts';
import { batchPrinters } from './batch.ts';
import type { Cell, PrintCells } from './cell.ts';
import { corePrinters } from './core.ts';
import { printCustom, type Printer } from './custom.ts';
import { eventPrinters } from './event.ts';
import { networkingPrinters } from './networking.ts';
import { nodePrinters } from './node.ts';
import { podPrinters } from './pod.ts';
import { policyPrinters } from './policy.ts';
import { storagePrinters } from './storage.ts';

const printers: Readonly<Record<string, PrintCells>> = {
  ...podPrinters,
  ...nodePrinters,
  ...corePrinters,
  ...eventPrinters,
  ...appsPrinters,
  ...batchPrinters,
  ...networkingPrinters,
  ...policyPrinters,
  ...accessPrinters,
  ...storagePrinters,
};

const generic: readonly TableColumn[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Created At', type: 'date', format: '', priority: 0 },
];

function printGeneric(object: KubeObject): Cell[] {
  return [object.metadata.name ?? '', object.metadata.creationTimestamp ?? ''];
}

/** How a resource is printed; what has no printer of its own shows name and creation. */
export function printerFor(resource: ServedResource): Printer {
  if (resource.custom !== undefined) return printCustom(resource.custom);
  const cells = printers[resource.storage.id];
  const columns = cells === undefined ? generic : (resource.columns ?? generic);
  return {
    columns: columns.map((column) => ({ description: '', ...column })),
    cells: cells ?? printGeneric,
  };
}
