import { renderSourceLine, type TemplateError } from '@fairway/go-template';

import { HelmError } from '../errors.ts';
import { authorMessage } from './helm-functions.ts';

function details(error: TemplateError): {
  location?: NonNullable<TemplateError['location']>;
  cause: unknown;
} {
  return error.location === undefined
    ? { cause: error }
    : { location: error.location, cause: error };
}

/** Words a template's error as helm does, and keeps the place. */
export function templateFailure(path: string, error: TemplateError): HelmError {
  if (error.code === 'TEMPLATE_LIMIT') {
    return new HelmError('LIMIT_EXCEEDED', `rendering ${path} was stopped: ${error.message}`, {
      file: path,
      ...details(error),
    });
  }
  const [, where = path, ...rest] = error.message.split(': ');
  if (error.code === 'TEMPLATE_PARSE') {
    const message = `parse error at (${where}): ${rest.at(-1) ?? ''}`;
    return new HelmError('TEMPLATE_INVALID', message, { file: path, ...details(error) });
  }
  const author = authorMessage(rest.join(': '));
  const message = author === undefined ? error.message : `execution error at (${where}): ${author}`;
  return new HelmError('TEMPLATE_FAILED', message, { file: path, ...details(error) });
}

/** An error for people: the message, and the line of the template with a caret under the place. */
export function describeHelmError(error: HelmError): string {
  const { location } = error;
  if (location === undefined) return error.message;
  const place = `${location.template}:${location.line}:${location.column + 1}`;
  return `${error.message}\n  at ${place}\n${renderSourceLine(location)
    .split('\n')
    .map((line) => `  | ${line}`)
    .join('\n')}`;
}
