import { readFileSync } from 'node:fs';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/index';

let loaded: TemplateSchema | undefined;

/**
 * GitHub's schema of workflow files, as `@actions/workflow-parser` ships it. The parser's own entry
 * point imports it as JSON without an import attribute, which Node refuses; so this package
 * imports the parser's modules one by one and reads the schema as a file.
 */
export function workflowSchema(): TemplateSchema {
  loaded ??= TemplateSchema.load(
    new JSONObjectReader(
      undefined,
      readFileSync(
        new URL('workflow-v1.0.min.json', import.meta.resolve('@actions/workflow-parser')),
        'utf8',
      ),
    ),
  );
  return loaded;
}
