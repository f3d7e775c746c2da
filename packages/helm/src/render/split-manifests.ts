import { trimSpace } from '@fairway/go-template';

const SPACE = new Set(['\t', '\n', '\f', '\r', ' ']);

/**
 * Splits a rendered file into its documents at lines that start with `---`, the way helm does:
 * each is trimmed, empty ones are dropped. Linear in the text's length.
 */
export function splitManifests(text: string): string[] {
  const whole = trimSpace(text);
  const parts: string[] = [];
  let from = 0;
  let at = whole.startsWith('---') ? 0 : whole.indexOf('\n---');
  while (at >= 0) {
    let end = at;
    while (end > from && SPACE.has(whole.charAt(end - 1))) end--;
    parts.push(whole.slice(from, end));
    from = at + (whole.startsWith('---', at) ? 3 : 4);
    // White space after the dashes belongs to the separator, so the next one needs a line break of its own.
    while (from < whole.length && SPACE.has(whole.charAt(from))) from++;
    at = whole.indexOf('\n---', from);
  }
  parts.push(whole.slice(from));
  return parts.filter((part) => part !== '').map(trimSpace);
}
