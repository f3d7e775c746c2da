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
