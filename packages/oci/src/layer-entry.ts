/** Numeric owner of a file. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** One thing in a layer; `path` is relative to the root, with "/" between and none at the ends. */
export type LayerEntry = { readonly path: string; readonly owner?: Owner } & (
  | { readonly type: 'directory'; readonly mode: number }
  | {
      readonly type: 'file';
      readonly mode: number;
      readonly size: number;
      /** A host file that holds the content, or the content itself. */
      readonly source: string | Uint8Array;
    }
  | { readonly type: 'symlink'; readonly target: string }
  /** `target` is the path of an earlier entry of the same layer. */
  | { readonly type: 'hardlink'; readonly target: string }
  /** Says that the lower layers' `path` is deleted. */
  | { readonly type: 'whiteout' }
);
