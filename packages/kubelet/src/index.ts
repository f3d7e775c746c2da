export { KubeletError, type KubeletErrorCode } from './errors.ts';
export type { KubeletLogger } from './logger.ts';
export type { ContainerRef, Kubelet, KubeletOptions, LogRef } from './kubelet.ts';
export { startKubelet } from './start-kubelet.ts';
export type {
  ImageConfig,
  ImageProvider,
  PulledImage,
  PullSecrets,
} from './images/image-provider.ts';
export type { LogOptions } from './logs/read-logs.ts';
export type { LogSelection } from './logs/select-lines.ts';
export type { Address, EndpointTable, PodEndpoint } from './network/endpoint-table.ts';
export {
  createIngressProxy,
  type IngressProxy,
  type IngressProxyOptions,
} from './ingress/create-ingress-proxy.ts';
export type { ForwardTimeouts } from './ingress/forward.ts';
