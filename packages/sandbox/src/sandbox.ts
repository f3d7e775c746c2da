/** What a process in the sandbox sees as its root file system. */
export interface SandboxRoot {
  /**
   * Unpacked image layers, lowest first: absolute host folders that are overlaid read-only.
   * Empty: the host base alone.
   */
  readonly layers: readonly string[];
  /** Whether the host's /usr (and what it links to) lies below the layers. */
  readonly hostBase: boolean;
  /**
   * A host folder that takes the writes (an overlay's upper folder, kept after the exit).
   * Absent: the root is read-only.
   */
  readonly upper?: string;
}

/** A host file or folder that the process sees at `target`. */
export interface SandboxMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /**
   * Makes `source` the read-only lower layer of an overlay whose writes go to this host folder:
   * how a shared cache is read by all and written by one team.
   */
  readonly overlayUpper?: string;
}

/** Resource limits; an absent one is not set. Sizes are bytes. */
export interface SandboxLimits {
  /** RLIMIT_DATA per process, together with the runtime's watch on the tree's RSS. */
  readonly memoryBytes?: number;
  readonly fileSizeBytes?: number;
  readonly openFiles?: number;
  readonly processes?: number;
}

/** One process tree to run in the sandbox. */
export interface SandboxSpec {
  /** Unique among the runtime's processes: `[a-z0-9][a-z0-9.-]{0,127}`. */
  readonly id: string;
  /** Owner-only folder of this process on the host; holds `pid`, `exit` and, by default, the log. */
  readonly dir: string;
  readonly root: SandboxRoot;
  readonly argv: readonly [string, ...string[]];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly hostname: string;
  readonly mounts: readonly SandboxMount[];
  /** tmpfs mounts besides /tmp and /dev/shm; sizes in bytes. */
  readonly tmpfs?: readonly { readonly target: string; readonly sizeBytes: number }[];
  readonly limits?: SandboxLimits;
  /** Extra lines of the process' own /etc/hosts, as address → names. */
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
  /** Numeric user and group inside the sandbox; 1000:1000 when absent, never a host user. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Where stdout and stderr are appended; `<dir>/log` when absent. */
  readonly logFile?: string;
  /** What the process reads from stdin; nothing when absent. */
  readonly stdin?: string;
}

/** How a process ended; a signal is 128 + its number, as a shell reports it. */
export interface SandboxExit {
  readonly code: number;
  /** `OOMKilled` when the memory watch ended it, `ShimLost` when its shim was killed. */
  readonly reason: 'Completed' | 'Error' | 'OOMKilled' | 'ShimLost';
  /** ISO 8601 time of the exit. */
  readonly finishedAt: string;
}

/** A started (or adopted) process tree. */
export interface SandboxProcess {
  readonly id: string;
  readonly dir: string;
  /** Host pid of the tree's first process. */
  readonly pid: number;
  /** ISO 8601 time of the start. */
  readonly startedAt: string;
  readonly logFile: string;
  /** Settles when the tree has ended; never rejects. */
  readonly exited: Promise<SandboxExit>;
  /** Sends a signal to the tree's first process; a no-op once it ended. */
  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void;
  /** SIGTERM, then SIGKILL of the whole tree after the grace; resolves when all of it is gone. */
  stop(graceMs: number): Promise<SandboxExit>;
}

/** What the runtime can and cannot enforce on this machine, for `fairway doctor`. */
export interface SandboxCapabilities {
  readonly kind: 'sandbox' | 'process';
  /** One sentence each: what is not enforced here, and why. */
  readonly limitations: readonly string[];
}

/** The result of a command run inside a live sandbox. */
export interface SandboxExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts untrusted processes so that they see nothing of the host but what a spec gives them. */
export interface SandboxRuntime {
  readonly capabilities: SandboxCapabilities;
  /**
   * The host uid and gid that sandboxed processes run as. Folders named in a spec (layers, upper,
   * writable mounts) must be owned by it: `own` does that.
   */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Gives a host path (recursively) to `owner`; a no-op when the runtime runs as its own user. */
  own(path: string): Promise<void>;
  start(spec: SandboxSpec): Promise<SandboxProcess>;
  /** Takes over a process that an earlier server started, or undefined when `dir` holds none. */
  adopt(id: string, dir: string): Promise<SandboxProcess | undefined>;
  /** Runs a command inside a live process' namespaces; output is capped at 1 MiB a stream. */
  exec(
    process: SandboxProcess,
    argv: readonly [string, ...string[]],
    options?: { readonly timeoutMs?: number; readonly env?: Readonly<Record<string, string>> },
  ): Promise<SandboxExecResult>;
}
