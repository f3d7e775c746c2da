import { matchesLabelSelector, type KubeObject, type LabelSelector } from '@fairway/kube';
import { controllerOf, isControlledBy } from './owners.ts';

/** Which objects an owner has, shall take, and shall let go. */
export interface Claim<T> {
  owned: T[];
  adopt: T[];
  release: T[];
}

/**
 * Sorts objects by an owner's selector, as kube-controller-manager's reference managers do: what
 * matches and has no controller is adopted, what no longer matches is released.
 */
export function claimObjects<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector | undefined,
  candidates: readonly T[],
): Claim<T> {
  const claim: Claim<T> = { owned: [], adopt: [], release: [] };
  const ownerGoes = owner.metadata.deletionTimestamp !== undefined;
  for (const object of candidates) {
    const matches = matchesLabelSelector(object.metadata.labels, selector);
    if (isControlledBy(object, owner)) {
      if (matches || ownerGoes) claim.owned.push(object);
      else claim.release.push(object);
    } else if (
      matches &&
      !ownerGoes &&
      controllerOf(object.metadata) === undefined &&
      object.metadata.deletionTimestamp === undefined
    ) {
      claim.adopt.push(object);
    }
  }
  return claim;
}
