export type {
  SandboxCapabilities,
  SandboxExecResult,
  SandboxExit,
  SandboxLimits,
  SandboxMount,
  SandboxProcess,
  SandboxRoot,
  SandboxRuntime,
  SandboxSpec,
} from './sandbox.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
export {
  createSandboxRuntime,
  type SandboxLogger,
  type SandboxRuntimeOptions,
} from './runtime/create-sandbox-runtime.ts';
