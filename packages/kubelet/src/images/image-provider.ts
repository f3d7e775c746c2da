/** The parts of an image's configuration that a container starts from. */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** `NAME=value` lines. */
  readonly env?: readonly string[];
  readonly workingDir?: string;
  /** `uid`, `uid:gid` or names of the image's own accounts. */
  readonly user?: string;
}

/** An image that is ready to run. */
export interface PulledImage {
  /** Unpacked layers, lowest first, owned by the sandbox' owner. */
  readonly layers: readonly string[];
  /** Whether the host's /usr lies below the layers. */
  readonly hostBase: boolean;
  readonly config: ImageConfig;
  readonly digest: string;
}

/** Names of the Secrets that hold registry credentials, with their namespace. */
export interface PullSecrets {
  readonly namespace: string;
  readonly names: readonly string[];
}

/** Gives images by reference: the port that the platform implements on its registry and store. */
export interface ImageProvider {
  pull(
    reference: string,
    options: { readonly signal: AbortSignal; readonly pullSecrets?: PullSecrets },
  ): Promise<PulledImage>;
}
