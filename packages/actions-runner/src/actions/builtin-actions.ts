import type { BuiltinAction } from './action.ts';
import { downloadArtifactAction, uploadArtifactAction } from './artifact-actions.ts';
import { createCacheAction } from './cache-action.ts';
import { createCheckoutAction, type Checkout } from './checkout.ts';
import {
  createBuildPushAction,
  createLoginAction,
  setupBuildxAction,
  type BuildAndPush,
  type RegistryLogin,
} from './docker-actions.ts';
import { setupNodeAction, setupPythonAction } from './setup-tool.ts';

/** What the platform does for actions; those without their port are not offered. */
export interface ActionPorts {
  readonly checkout?: Checkout;
  readonly buildAndPush?: BuildAndPush;
  readonly login?: (credentials: RegistryLogin) => Promise<void>;
  /** Host folder of one team's caches, for `actions/cache`. */
  readonly cacheFolder?: string;
}

/** The actions that this package ships, for `RunWorkflowOptions.actions`. */
export function createBuiltinActions(ports: ActionPorts): ReadonlyMap<string, BuiltinAction> {
  const actions = new Map<string, BuiltinAction>([
    ['actions/setup-node', setupNodeAction],
    ['actions/setup-python', setupPythonAction],
    ['actions/upload-artifact', uploadArtifactAction],
    ['actions/download-artifact', downloadArtifactAction],
    ['docker/setup-buildx-action', setupBuildxAction],
  ]);
  const { checkout, buildAndPush, login, cacheFolder } = ports;
  if (checkout !== undefined) actions.set('actions/checkout', createCheckoutAction(checkout));
  if (cacheFolder !== undefined) actions.set('actions/cache', createCacheAction(cacheFolder));
  if (login !== undefined) actions.set('docker/login-action', createLoginAction(login));
  if (buildAndPush !== undefined) {
    actions.set('docker/build-push-action', createBuildPushAction(buildAndPush));
  }
  return actions;
}
