import type { Container, Pod } from '@fairway/kube';
import { KubeletError, messageOf } from '../errors.ts';
import type { EventRecorder } from '../events/event-recorder.ts';
import type { ImageProvider, PulledImage } from './image-provider.ts';

const pullTimeoutMs = 600_000;

/**
 * Pulls a container's image with the Events that kubectl users know.
 * @throws KubeletError `image` with ErrImagePull.
 */
export async function pullImage(
  images: ImageProvider,
  recorder: EventRecorder,
  pod: Pod,
  container: Container,
  signal: AbortSignal,
): Promise<PulledImage> {
  const reference = container.image ?? '';
  const names = (pod.spec.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []);
  const namespace = pod.metadata.namespace ?? 'default';
  recorder.event(pod, 'Normal', 'Pulling', `Pulling image "${reference}"`, container.name);
  const begin = Date.now();
  try {
    const image = await images.pull(reference, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(pullTimeoutMs)]),
      ...(names.length === 0 ? {} : { pullSecrets: { namespace, names } }),
    });
    const took = `${Date.now() - begin}ms`;
    const message = `Successfully pulled image "${reference}" in ${took} (${took} including waiting)`;
    recorder.event(pod, 'Normal', 'Pulled', message, container.name);
    return image;
  } catch (error) {
    const message = `Failed to pull image "${reference}": ${messageOf(error)}`;
    recorder.event(pod, 'Warning', 'Failed', message, container.name);
    recorder.event(pod, 'Warning', 'Failed', 'Error: ErrImagePull', container.name);
    throw new KubeletError('image', 'ErrImagePull', message, { cause: error });
  }
}
