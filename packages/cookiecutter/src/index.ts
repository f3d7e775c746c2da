export {
  CookiecutterError,
  InvalidTemplate,
  InvalidVariable,
  RenderFailed,
  UnsafePath,
  UnsupportedFeature,
  type CookiecutterErrorCode,
} from './errors.ts';
export { loadTemplate } from './load-template.ts';
export { parseTemplate } from './parse-template.ts';
export { renderTemplate, type RenderRequest } from './render-template.ts';
export type { Template, TemplateFile, Value, Variable } from './template.ts';
export type { GivenValues } from './variables.ts';
