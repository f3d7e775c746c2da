import type { ListNode } from './nodes.ts';

/** True when a template holds nothing but white space; such a definition never replaces another. */
export function isEmptyTree(root: ListNode | undefined): boolean {
  if (root === undefined) return true;
  return root.nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}
