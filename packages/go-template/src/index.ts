export {
  GoError,
  TemplateError,
  TemplateExecError,
  TemplateLimitError,
  TemplateParseError,
} from './errors.ts';
export type { TemplateErrorCode, TemplateLocation } from './errors.ts';
export type { Execution } from './eval/evaluator.ts';
export type { MissingKey } from './eval/fields.ts';
export type { ExecutionLimits } from './eval/limits.ts';
export { formatFloat } from './format/format-float.ts';
export { formatValue } from './format/format-value.ts';
export { sprintf } from './format/sprintf.ts';
export { fromJson, toJson } from './functions/json.ts';
export type { JsonOptions } from './functions/json.ts';
export { basePath } from './functions/paths.ts';
export {
  checkConstraint,
  compareVersions,
  parseConstraint,
  parseVersion,
} from './functions/semver-constraint.ts';
export type { GoConstraint, GoVersion } from './functions/semver-constraint.ts';
export { trimSpace } from './functions/trim-space.ts';
export { SPRIG_FUNCTIONS } from './sprig.ts';
export { renderSourceLine } from './syntax/location.ts';
export type * from './syntax/nodes.ts';
export { parseGoFloat, parseGoInteger } from './syntax/number-literal.ts';
export { parseTemplate } from './syntax/parser.ts';
export type { ParsedText, ParseOptions } from './syntax/parser.ts';
export { printNode } from './syntax/print-node.ts';
export { createExecution, TemplateSet } from './template-set.ts';
export type { ExecutionOptions, TemplateSetOptions } from './template-set.ts';
export { bytesToString, compareStrings, isValidUtf8, runes } from './values/bytes.ts';
export { fn, variadic } from './values/go-function.ts';
export type { CallContext, FunctionTable, GoFunction, GoParam } from './values/go-function.ts';
export { GoInt, goInt, goInt64 } from './values/go-int.ts';
export type { IntKind } from './values/go-int.ts';
export { GoStruct, isTrue, typedList, typedMap, typeName } from './values/go-types.ts';
export type { GoStructShape } from './values/go-types.ts';
export { fromGoValue, toGoMap, toGoValue } from './values/to-go-value.ts';
