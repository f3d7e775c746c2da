import { ActionsError } from '../errors.ts';
import { byName } from '../json.ts';
import type { BuiltinAction } from './action.ts';

/**
 * Finds the implementation of a `uses:`. A full commit id is accepted as it stands, because it
 * cannot be told which version it is.
 *
 * @throws ActionsError `action-unsupported` that lists what there is
 */
export function resolveAction(
  uses: string,
  actions: ReadonlyMap<string, BuiltinAction>,
): BuiltinAction {
  if (uses.startsWith('./') || uses.startsWith('docker://')) {
    throw unsupported(
      uses,
      actions,
      'Actions of the repository itself and of images do not run here.',
    );
  }
  const [name = '', version] = uses.split('@', 2);
  const action = actions.get(name.toLowerCase());
  if (action === undefined) throw unsupported(uses, actions, 'This runner has no such action.');
  if (version === undefined || version === '') {
    throw unsupported(uses, actions, 'The version is missing.');
  }
  const major = /^(v[0-9]+)(?:\.[0-9]+){0,2}$/.exec(version)?.[1];
  const pinned = /^[0-9a-f]{40}$/.test(version);
  if (!pinned && (major === undefined || !action.versions.includes(major))) {
    throw unsupported(uses, actions, `This version is not supported.`);
  }
  return action;
}

function unsupported(
  uses: string,
  actions: ReadonlyMap<string, BuiltinAction>,
  problem: string,
): ActionsError {
  const known = [...actions]
    .map(([name, { versions }]) => `${name}@${versions.join('|')}`)
    .sort(byName);
  return new ActionsError(
    'action-unsupported',
    `uses: ${uses}: ${problem} Use a \`run:\` step or one of: ${known.join(', ')}.`,
  );
}
