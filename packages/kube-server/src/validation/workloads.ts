import { matchesLabelSelector, type KubeObject, type StatusCause } from '@fairway/kube';
import { isObject, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import { duplicate, invalidValue, required, unsupported } from './causes.ts';
import { labelProblem } from './names.ts';

const restartPolicies: readonly string[] = ['Always', 'OnFailure', 'Never'];
const pullPolicies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];

/** Causes for a pod spec at `path`. */
export function podSpecCauses(spec: JsonObject | undefined, path: string): StatusCause[] {
  const containers = objectsOf(spec?.['containers']);
  if (containers.length === 0) return [required(`${path}.containers`)];
  const causes: StatusCause[] = [];
  const policy = textOf(spec?.['restartPolicy']);
  if (!restartPolicies.includes(policy)) {
    causes.push(unsupported(`${path}.restartPolicy`, policy, restartPolicies));
  }
  const names = new Set<string>();
  const volumes = new Set(objectsOf(spec?.['volumes']).map((volume) => textOf(volume['name'])));
  for (const list of ['initContainers', 'containers']) {
    objectsOf(spec?.[list]).forEach((container, index) => {
      const at = `${path}.${list}[${index}]`;
      causes.push(...containerCauses(container, at, volumes));
      const name = textOf(container['name']);
      if (names.has(name)) causes.push(duplicate(`${at}.name`, name));
      names.add(name);
    });
  }
  return causes;
}

function containerCauses(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): StatusCause[] {
  const causes: StatusCause[] = [];
  const name = textOf(container['name']);
  const problem = labelProblem(name);
  if (name === '') causes.push(required(`${path}.name`));
  else if (problem !== undefined) causes.push(invalidValue(`${path}.name`, name, problem));
  if (textOf(container['image']) === '') causes.push(required(`${path}.image`));
  const policy = textOf(container['imagePullPolicy']);
  if (!pullPolicies.includes(policy)) {
    causes.push(unsupported(`${path}.imagePullPolicy`, policy, pullPolicies));
  }
  objectsOf(container['volumeMounts']).forEach((mount, index) => {
    const volume = textOf(mount['name']);
    if (volumes.has(volume)) return;
    causes.push({
      reason: 'FieldValueNotFound',
      message: `Not found: ${JSON.stringify(volume)}`,
      field: `${path}.volumeMounts[${index}].name`,
    });
  });
  objectsOf(container['ports']).forEach((port, index) => {
    const number = port['containerPort'];
    if (typeof number === 'number' && number > 0 && number < 65_536) return;
    causes.push(
      invalidValue(
        `${path}.ports[${index}].containerPort`,
        number,
        'must be between 1 and 65535, inclusive',
      ),
    );
  });
  return causes;
}

/** Causes for selector and template of a Deployment, ReplicaSet, StatefulSet or DaemonSet. */
export function workloadCauses(object: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  const selector = objectAt(object, 'spec', 'selector');
  const template = objectAt(object, 'spec', 'template');
  const labels = objectAt(template, 'metadata', 'labels') ?? {};
  if (selector === undefined) causes.push(required('spec.selector'));
  else if (Object.keys(selector).length === 0) {
    causes.push(
      invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'),
    );
  } else if (!selects(selector, labels)) {
    causes.push(
      invalidValue(
        'spec.template.metadata.labels',
        labels,
        '`selector` does not match template `labels`',
      ),
    );
  }
  const replicas = valueAt(object, 'spec', 'replicas');
  if (typeof replicas === 'number' && replicas < 0) {
    causes.push(invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'));
  }
  const policy = valueAt(template, 'spec', 'restartPolicy');
  if (policy !== undefined && policy !== 'Always') {
    causes.push(unsupported('spec.template.spec.restartPolicy', policy, ['Always']));
  }
  causes.push(...podSpecCauses(objectAt(template, 'spec'), 'spec.template.spec'));
  return causes;
}

function selects(selector: JsonObject, labels: JsonObject): boolean {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels))
    if (typeof value === 'string') texts[key] = value;
  return isObject(selector) && matchesLabelSelector(texts, selector);
}

/** Causes for a Job's template. */
export function jobCauses(object: KubeObject): StatusCause[] {
  const spec = objectAt(object, 'spec', 'template', 'spec');
  const causes = podSpecCauses(spec, 'spec.template.spec');
  if (spec?.['restartPolicy'] === 'Always') {
    const message = 'Required value: valid values: "OnFailure", "Never"';
    causes.push({
      reason: 'FieldValueRequired',
      message,
      field: 'spec.template.spec.restartPolicy',
    });
  }
  return causes;
}
