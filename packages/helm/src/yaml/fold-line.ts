import { runes } from '@fairway/go-template';

/** The column after which libyaml breaks a scalar at the next space. */
const BEST_WIDTH = 80;

/**
 * Breaks a scalar's text, quotes included, over lines as libyaml does: at the first single space
 * after column 80. `column` is where the text starts, `indent` where its further lines do.
 */
export function foldLine(text: string, column: number, indent: number): string {
  if (column + text.length <= BEST_WIDTH || !text.includes(' ')) return text;
  const chars = runes(text);
  const quote = chars[0] === "'" || chars[0] === '"' ? 1 : 0;
  const double = chars[0] === '"';
  const margin = `\n${' '.repeat(indent)}`;
  let out = '';
  let at = column;
  let afterSpace = false;
  chars.forEach((char, index) => {
    const inside = quote === 0 || (index > 1 && index < chars.length - 2);
    const single = double || chars[index + 1] !== ' ';
    if (char === ' ' && !afterSpace && at > BEST_WIDTH && inside && single) {
      // In double quotes a line that starts with a space needs a backslash to keep it.
      const escape = double && chars[index + 1] === ' ' ? '\\' : '';
      out += margin + escape;
      at = indent + escape.length;
    } else {
      out += char;
      at++;
    }
    afterSpace = char === ' ';
  });
  return out;
}
