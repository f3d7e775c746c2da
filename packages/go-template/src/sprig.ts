import { CASE_FUNCTIONS } from './functions/case.ts';
import { DATE_FUNCTIONS } from './functions/dates.ts';
import { DEFAULT_FUNCTIONS } from './functions/defaults.ts';
import { DICT_FUNCTIONS } from './functions/dicts.ts';
import { ENCODING_FUNCTIONS } from './functions/encoding.ts';
import { JSON_FUNCTIONS } from './functions/json.ts';
import { LIST_FUNCTIONS } from './functions/lists.ts';
import { NUMBER_FUNCTIONS } from './functions/numbers.ts';
import { PATH_FUNCTIONS } from './functions/paths.ts';
import { RANDOM_FUNCTIONS } from './functions/random.ts';
import { REFLECTION_FUNCTIONS } from './functions/reflection.ts';
import { REGEX_FUNCTIONS } from './functions/regex.ts';
import { SEMVER_FUNCTIONS } from './functions/semver.ts';
import { STRING_FUNCTIONS } from './functions/strings.ts';
import { UNAVAILABLE_FUNCTIONS } from './functions/unavailable.ts';
import { URL_FUNCTIONS } from './functions/url.ts';
import type { FunctionTable } from './values/go-function.ts';

const FAMILIES: readonly FunctionTable[] = [
  CASE_FUNCTIONS,
  DATE_FUNCTIONS,
  DEFAULT_FUNCTIONS,
  DICT_FUNCTIONS,
  ENCODING_FUNCTIONS,
  JSON_FUNCTIONS,
  LIST_FUNCTIONS,
  NUMBER_FUNCTIONS,
  PATH_FUNCTIONS,
  RANDOM_FUNCTIONS,
  REFLECTION_FUNCTIONS,
  REGEX_FUNCTIONS,
  SEMVER_FUNCTIONS,
  STRING_FUNCTIONS,
  UNAVAILABLE_FUNCTIONS,
  URL_FUNCTIONS,
];

/** sprig's functions for text templates (v3.3), but for those that read the environment. */
export const SPRIG_FUNCTIONS: FunctionTable = Object.assign({}, ...FAMILIES);
