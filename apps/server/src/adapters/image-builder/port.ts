/** An image to build and push. */
export interface ImageRequest {
  team: string;
  /** Absolute host folder of the build context, and host path of the Dockerfile. */
  context: string;
  file: string;
  /** The checkout that both must lie in: they come from a tenant's workflow file. */
  workspace: string;
  buildArgs: Readonly<Record<string, string>>;
  target?: string;
  labels: Readonly<Record<string, string>>;
  /** References to push; none: the image is built and kept. */
  tags: readonly string[];
  signal: AbortSignal;
  log(line: string): void;
}

/** A built image. */
export interface BuiltImage {
  /** Digest of the image's configuration. */
  imageId: string;
  /** Digest of the manifest: what an image reference names. */
  digest: string;
}

/** The image builder. */
export interface ImageBuilderPort {
  /** Makes ready what the first build would wait for. */
  warmUp(): Promise<void>;
  build(request: ImageRequest): Promise<BuiltImage>;
}
