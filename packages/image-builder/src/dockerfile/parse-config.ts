import type { ImageHealthcheck } from '@fairway/oci';

import { BuildError } from '../build-error.ts';
import type { Assignment, ConfigInstruction } from './instruction.ts';
import { commandOf, jsonForm, type RawInstruction, requireRest } from './raw-instruction.ts';
import { splitWords } from './words.ts';

/**
 * Reads the instructions that only change the image's configuration.
 * @throws BuildError `dockerfile-invalid`, `instruction-unknown`
 */
export function parseConfig(raw: RawInstruction): ConfigInstruction {
  const { keyword, place } = raw;
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
      return { kind: keyword, place, entries: parseAssignments(raw) };
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      requireRest(raw, 'value');
      return { kind: keyword, place, value: raw.rest };
    case 'EXPOSE':
    case 'VOLUME':
      requireRest(raw, 'value…');
      return {
        kind: keyword,
        place,
        values: jsonForm(raw.rest) ?? splitWords(raw.rest, raw.escape),
      };
    case 'ENTRYPOINT':
    case 'CMD':
      return { kind: keyword, place, command: commandOf(raw) };
    case 'SHELL': {
      const argv = jsonForm(raw.rest);
      if (argv === undefined || argv.length === 0)
        throw invalid(raw, 'expected SHELL ["program", "argument"]');
      return { kind: 'SHELL', place, argv };
    }
    case 'HEALTHCHECK':
      return { kind: 'HEALTHCHECK', place, check: parseHealthcheck(raw) };
    default:
      throw new BuildError('instruction-unknown', `there is no instruction ${keyword}`, { place });
  }
}

function invalid(raw: RawInstruction, message: string): BuildError {
  return new BuildError('dockerfile-invalid', message, { place: raw.place });
}

/** `name=value …`, or the old form `name value with spaces` (ENV and LABEL). */
function parseAssignments(raw: RawInstruction): Assignment[] {
  const words = splitWords(raw.rest, raw.escape);
  const [first] = words;
  if (first === undefined) throw invalid(raw, `expected ${raw.keyword} name=value`);
  if (!first.includes('=')) {
    const value = raw.rest.slice(first.length).trim();
    if (value === '') throw invalid(raw, `${raw.keyword} ${first} has no value`);
    return [{ name: first, value }];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 1) throw invalid(raw, `"${word}" is not name=value`);
    return { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const DURATIONS: Readonly<Record<string, 'Interval' | 'Timeout' | 'StartPeriod'>> = {
  interval: 'Interval',
  timeout: 'Timeout',
  'start-period': 'StartPeriod',
};

function parseHealthcheck(raw: RawInstruction): ImageHealthcheck {
  const match = /^(NONE|CMD)\b\s*(.*)$/is.exec(raw.rest);
  if (match === null)
    throw invalid(raw, 'expected HEALTHCHECK [options] CMD command, or HEALTHCHECK NONE');
  if (match[1]?.toUpperCase() === 'NONE') return { Test: ['NONE'] };
  const text = match[2] ?? '';
  if (text === '') throw invalid(raw, 'HEALTHCHECK CMD has no command');
  const argv = jsonForm(text);
  const settings: Record<string, number> = {};
  for (const { name, value } of raw.flags) {
    const field = DURATIONS[name];
    if (field !== undefined) settings[field] = nanoseconds(value, raw);
    else if (name === 'retries' && /^\d+$/.test(value)) settings['Retries'] = Number(value);
    else if (name !== 'start-interval')
      throw invalid(raw, `HEALTHCHECK has no option --${name}=${value}`);
  }
  return { Test: argv === undefined ? ['CMD-SHELL', text] : ['CMD', ...argv], ...settings };
}

function nanoseconds(text: string, raw: RawInstruction): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw invalid(raw, `"${text}" is not a duration such as 30s or 1m30s`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}
