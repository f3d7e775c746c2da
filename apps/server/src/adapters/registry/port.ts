/** The image registry, as the control plane uses it; a repository is named `<team>/<project>`. */
export interface RegistryPort {
  /** Deletes a repository with its images, or keeps them aside; idempotent. */
  remove(repository: string, options: { archive: boolean }): Promise<void>;
  /** The host that image references name. */
  readonly host: string;
}
