/** A finding of a step, shown at its place in the sources. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  /** Path in the repository. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
}

/** Builds an annotation from the properties of `::error file=…,line=…::message`. */
export function annotationOf(
  level: Annotation['level'],
  message: string,
  properties: Readonly<Record<string, string>>,
): Annotation {
  const { file, title, line, endLine, col } = properties;
  return {
    level,
    message,
    ...(title === undefined || title === '' ? {} : { title }),
    ...(file === undefined || file === '' ? {} : { file }),
    ...numberField('line', line),
    ...numberField('endLine', endLine),
    ...numberField('column', col),
  };
}

function numberField(name: string, text: string | undefined): Record<string, number> {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? { [name]: Number(text) } : {};
}
