/** One line of an fstab(5) file. */
export interface FstabLine {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** The text of an fstab(5) file; white space and backslashes in paths are octal escapes. */
export function formatFstab(lines: readonly FstabLine[]): string {
  return lines
    .map(({ source, target, type, options }) =>
      [escapeField(source), escapeField(target), type, options.join(','), '0', '0', '\n'].join(' '),
    )
    .join('');
}

function escapeField(text: string): string {
  return text.replace(/[ \t\n\\#]/g, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\${code.toString(8).padStart(3, '0')}`;
  });
}
