/** A piece of a line with one style. */
export interface AnsiSpan {
  text: string;
  /** Name of a token `--ansi-*`; undefined for the plain colour. */
  colour?: AnsiColour;
  bold?: true;
}

/** The eight colours of terminals. */
export type AnsiColour = (typeof colours)[number];

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

// SGR sequences set a style; every other control sequence only moves a cursor that is not here.
const sequence =
  // oxlint-disable-next-line no-control-regex -- the escape character begins every such sequence
  /\u001B\[([0-9;]*)([A-Za-z])|\u001B\][^\u0007]*\u0007|[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** Splits a line of program output into styled spans (ECMA-48 SGR: 8 + 8 colours, bold). */
export function parseAnsi(line: string): AnsiSpan[] {
  const spans: AnsiSpan[] = [];
  let style: Omit<AnsiSpan, 'text'> = {};
  let from = 0;
  const add = (to: number): void => {
    if (to > from) spans.push({ text: line.slice(from, to), ...style });
  };
  for (const match of line.matchAll(sequence)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applied(style, match[1] ?? '');
  }
  add(line.length);
  return spans;
}

function applied(style: Omit<AnsiSpan, 'text'>, parameters: string): Omit<AnsiSpan, 'text'> {
  let next = style;
  const codes = parameters.split(';').map(Number);
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    const colour = code >= 90 ? colours[code - 90] : colours[code - 30];
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 39 || code === 22) next = without(next, code === 39 ? 'colour' : 'bold');
    else if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else if (colour !== undefined && (code < 38 || code >= 90)) next = { ...next, colour };
  }
  return next;
}

function without<Key extends 'colour' | 'bold'>(style: Omit<AnsiSpan, 'text'>, key: Key) {
  const { [key]: _removed, ...rest } = style;
  return rest;
}

/** A line without its control sequences. */
export function plainText(line: string): string {
  return line.replaceAll(sequence, '');
}
