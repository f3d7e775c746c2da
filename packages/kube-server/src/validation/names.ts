import type { KubeObject, StatusCause } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import { invalidValue, required } from './causes.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelPattern = new RegExp(`^${label}$`);
const label1035Pattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);
const qualifiedPattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Why a text is no RFC 1123 label; undefined when it is one. */
export function labelProblem(text: string): string | undefined {
  if (text.length > 63) return 'must be no more than 63 characters';
  if (labelPattern.test(text)) return undefined;
  return `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
}

/** Why a text is no RFC 1123 subdomain; undefined when it is one. */
export function subdomainProblem(text: string): string | undefined {
  if (text.length > 253) return 'must be no more than 253 characters';
  if (subdomainPattern.test(text)) return undefined;
  return `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`;
}

function label1035Problem(text: string): string | undefined {
  if (text.length > 63) return 'must be no more than 63 characters';
  if (label1035Pattern.test(text)) return undefined;
  return `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`;
}

function pathProblem(text: string): string | undefined {
  if (text === '.' || text === '..') return `may not be '${text}'`;
  if (text.includes('/')) return "may not contain '/'";
  return text.includes('%') ? "may not contain '%'" : undefined;
}

/** Resources whose names follow another rule than the subdomain. */
const nameRules: Readonly<Record<string, (text: string) => string | undefined>> = {
  'core/namespaces': labelProblem,
  'core/services': label1035Problem,
  'rbac.authorization.k8s.io/roles': pathProblem,
  'rbac.authorization.k8s.io/rolebindings': pathProblem,
  'rbac.authorization.k8s.io/clusterroles': pathProblem,
  'rbac.authorization.k8s.io/clusterrolebindings': pathProblem,
};

/** Why a text is no qualified name (label key); undefined when it is one. */
export function qualifiedNameProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (prefix !== undefined && (prefix === '' || subdomainProblem(prefix) !== undefined)) {
    return 'prefix part must be a lowercase RFC 1123 subdomain';
  }
  if (name.length > 63) return 'name part must be no more than 63 characters';
  if (qualifiedPattern.test(name)) return undefined;
  return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
}

/** Causes for the map of labels at `field`. */
function labelCauses(labels: Record<string, unknown>, field: string): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const [key, value] of Object.entries(labels)) {
    const problem = qualifiedNameProblem(key);
    if (problem !== undefined) causes.push(invalidValue(field, key, problem));
    if (typeof value !== 'string' || value.length > 63 || !labelValuePattern.test(value)) {
      causes.push(
        invalidValue(
          field,
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
      );
    }
  }
  return causes;
}

const annotationLimit = 256 * 1024;

/** Causes for name, labels, annotations and finalizers of any object. */
export function metadataCauses(resource: ServedResource, object: KubeObject): StatusCause[] {
  const { name, labels = {}, annotations = {}, ownerReferences = [] } = object.metadata;
  const causes: StatusCause[] = [];
  if (name === undefined || name === '') {
    causes.push(required('metadata.name', 'name or generateName is required'));
  } else {
    const problem = (nameRules[resource.storage.id] ?? subdomainProblem)(name);
    if (problem !== undefined) causes.push(invalidValue('metadata.name', name, problem));
  }
  causes.push(...labelCauses(labels, 'metadata.labels'));
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    const problem = qualifiedNameProblem(key.toLowerCase());
    if (problem !== undefined) causes.push(invalidValue('metadata.annotations', key, problem));
    size += key.length + value.length;
  }
  if (size > annotationLimit) {
    causes.push({
      reason: 'FieldValueTooLong',
      field: 'metadata.annotations',
      message: `Too long: may not be more than ${annotationLimit} bytes`,
    });
  }
  if (ownerReferences.filter((owner) => owner.controller === true).length > 1) {
    causes.push(
      invalidValue(
        'metadata.ownerReferences',
        ownerReferences.map((owner) => owner.name),
        'Only one reference can have Controller set to true.',
      ),
    );
  }
  return causes;
}
