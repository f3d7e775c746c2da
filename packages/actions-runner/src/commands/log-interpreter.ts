import { annotationOf, type Annotation } from './annotation.ts';
import type { Masker } from './masker.ts';
import { parseCommand, type WorkflowCommand } from './parse-command.ts';

/** What a line of the log is, for its display. */
export type LogKind =
  | 'output'
  | 'command'
  | 'group'
  | 'endgroup'
  | 'error'
  | 'warning'
  | 'notice'
  | 'debug';

/** What a line of output makes happen. */
type LogEffect =
  | { readonly type: 'line'; readonly kind: LogKind; readonly text: string }
  | { readonly type: 'annotation'; readonly annotation: Annotation }
  | { readonly type: 'output'; readonly name: string; readonly value: string };

/**
 * Interprets a step's output line by line: workflow commands take effect, all text is masked.
 * Commands between `::stop-commands::token` and `::token::` are plain text.
 */
export function createLogInterpreter(masker: Masker): (line: string) => readonly LogEffect[] {
  let stopToken: string | undefined;
  return (line) => {
    if (stopToken !== undefined) {
      if (line.trim() === `::${stopToken}::`) {
        stopToken = undefined;
        return [];
      }
      return [plain(masker, 'output', line)];
    }
    const command = parseCommand(line);
    if (command === undefined) return [plain(masker, 'output', line)];
    if (command.name === 'stop-commands') {
      // The token may be any text; an empty one could never be ended.
      stopToken = command.message === '' ? undefined : command.message;
      return [];
    }
    return interpret(command, line, masker);
  };
}

function interpret(command: WorkflowCommand, line: string, masker: Masker): readonly LogEffect[] {
  const { name, message, properties } = command;
  switch (name) {
    case 'error':
    case 'warning':
    case 'notice':
      return [
        plain(masker, name, message),
        { type: 'annotation', annotation: annotationOf(name, masker.mask(message), properties) },
      ];
    case 'debug':
    case 'group':
    case 'endgroup':
      return [plain(masker, name, message)];
    case 'add-mask':
      masker.add(message);
      return [];
    case 'set-output':
      return setOutput(properties['name'] ?? '', message);
    case 'set-env':
    case 'add-path': {
      const file = name === 'set-env' ? 'GITHUB_ENV' : 'GITHUB_PATH';
      return [plain(masker, 'error', `The command ::${name}:: is disabled; write to $${file}.`)];
    }
    case 'echo':
    case 'save-state':
    case 'add-matcher':
    case 'remove-matcher':
      return [];
    default:
      return [plain(masker, 'output', line)];
  }
}

function setOutput(name: string, value: string): readonly LogEffect[] {
  const deprecated: LogEffect = {
    type: 'line',
    kind: 'warning',
    text: 'The command ::set-output:: is deprecated; write to $GITHUB_OUTPUT.',
  };
  return name === '' ? [deprecated] : [deprecated, { type: 'output', name, value }];
}

function plain(masker: Masker, kind: LogKind, text: string): LogEffect {
  return { type: 'line', kind, text: masker.mask(text) };
}
