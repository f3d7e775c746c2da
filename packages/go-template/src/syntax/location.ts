import type { TemplateLocation } from '../errors.ts';
import { byteLength } from '../values/bytes.ts';

/** The line, byte column and source line of an offset in a text. */
export function locate(template: string, text: string, pos: number): TemplateLocation {
  const before = text.slice(0, pos);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = text.indexOf('\n', lineStart);
  return {
    template,
    line: before.split('\n').length,
    column: byteLength(before.slice(lineStart)),
    sourceLine: text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd),
  };
}

/** The source line with a caret under the column: for people. */
export function renderSourceLine(location: TemplateLocation): string {
  const line = location.sourceLine.replaceAll('\t', ' ');
  const column = Buffer.from(line, 'utf8').subarray(0, location.column).toString('utf8').length;
  return `${line}\n${' '.repeat(column)}^`;
}
