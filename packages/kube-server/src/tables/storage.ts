import type { KubeObject } from '@fairway/kube';
import { stringsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function modes(value: unknown): string {
  return stringsOf(value)
    .map((mode) => shortModes[mode] ?? mode)
    .join(',');
}

function printClaim(object: KubeObject, now: Date): Cell[] {
  const bound = textOf(valueAt(object, 'spec', 'volumeName')) !== '';
  const phase = textOf(valueAt(object, 'status', 'phase'));
  return [
    object.metadata.name ?? '',
    object.metadata.deletionTimestamp === undefined ? phase : 'Terminating',
    textOf(valueAt(object, 'spec', 'volumeName')),
    bound ? textOf(valueAt(object, 'status', 'capacity', 'storage')) : '',
    bound ? modes(valueAt(object, 'status', 'accessModes')) : '',
    textOf(valueAt(object, 'spec', 'storageClassName')),
    textOf(valueAt(object, 'spec', 'volumeAttributesClassName')) || '<unset>',
    age(object.metadata.creationTimestamp, now),
    textOf(valueAt(object, 'spec', 'volumeMode')),
  ];
}

function printVolume(object: KubeObject, now: Date): Cell[] {
  const claim = valueAt(object, 'spec', 'claimRef');
  const phase = textOf(valueAt(object, 'status', 'phase'));
  return [
    object.metadata.name ?? '',
    textOf(valueAt(object, 'spec', 'capacity', 'storage')),
    modes(valueAt(object, 'spec', 'accessModes')),
    textOf(valueAt(object, 'spec', 'persistentVolumeReclaimPolicy')),
    object.metadata.deletionTimestamp === undefined ? phase : 'Terminating',
    claim === undefined
      ? ''
      : `${textOf(valueAt(claim, 'namespace'))}/${textOf(valueAt(claim, 'name'))}`,
    textOf(valueAt(object, 'spec', 'storageClassName')),
    textOf(valueAt(object, 'spec', 'volumeAttributesClassName')) || '<unset>',
    textOf(valueAt(object, 'status', 'reason')),
    age(object.metadata.creationTimestamp, now),
    textOf(valueAt(object, 'spec', 'volumeMode')),
  ];
}

const defaultClass = 'storageclass.kubernetes.io/is-default-class';

export const storagePrinters: PrinterTable = {
  'core/persistentvolumeclaims': printClaim,
  'core/persistentvolumes': printVolume,
  'storage.k8s.io/storageclasses': (object, now) => {
    const isDefault = object.metadata.annotations?.[defaultClass] === 'true';
    return [
      `${object.metadata.name ?? ''}${isDefault ? ' (default)' : ''}`,
      textOf(object['provisioner']),
      textOf(object['reclaimPolicy']),
      textOf(object['volumeBindingMode']),
      object['allowVolumeExpansion'] === true,
      age(object.metadata.creationTimestamp, now),
    ];
  },
};
