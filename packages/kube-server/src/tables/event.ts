import type { KubeObject } from '@fairway/kube';
import { numberOf, objectAt, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

function present(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function printEvent(event: KubeObject, now: Date): Cell[] {
  const first = present(event['firstTimestamp']) ?? present(event['eventTime']);
  const series = objectAt(event, 'series');
  const last = present(series?.['lastObservedTime']) ?? present(event['lastTimestamp']) ?? first;
  const count = numberOf(series?.['count'], numberOf(event['count'], 1)) || 1;
  // Events are stored as core/v1 but may be shown in the names of events.k8s.io/v1.
  const target = objectAt(event, 'involvedObject') ?? objectAt(event, 'regarding');
  const source = objectAt(event, 'source') ?? objectAt(event, 'deprecatedSource');
  const component =
    textOf(source?.['component']) ||
    textOf(event['reportingComponent']) ||
    textOf(event['reportingController']);
  const host = textOf(source?.['host']);
  return [
    age(last, now),
    textOf(event['type']),
    textOf(event['reason']),
    `${textOf(target?.['kind']).toLowerCase()}/${textOf(target?.['name'])}`,
    textOf(valueAt(target, 'fieldPath')),
    host === '' ? component : `${component}, ${host}`,
    (textOf(event['message']) || textOf(event['note'])).trim(),
    age(first, now),
    String(count),
    event.metadata.name ?? '',
  ];
}

export const eventPrinters: PrinterTable = { 'core/events': printEvent };
