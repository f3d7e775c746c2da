import type { KubeObject } from '../object.ts';
import type { IntOrString } from './meta.ts';

/** A port of a Service (core/v1 ServicePort). */
export interface ServicePort {
  name?: string;
  protocol?: 'TCP' | 'UDP' | 'SCTP';
  port: number;
  targetPort?: IntOrString;
  nodePort?: number;
  appProtocol?: string;
}

/** What a Service shall be (core/v1 ServiceSpec). */
export interface ServiceSpec {
  type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  selector?: Record<string, string>;
  ports?: ServicePort[];
  /** `None` for a headless Service. */
  clusterIP?: string;
  clusterIPs?: string[];
  externalName?: string;
  publishNotReadyAddresses?: boolean;
  sessionAffinity?: string;
}

/** A Service (core/v1). */
export interface Service extends KubeObject {
  spec: ServiceSpec;
}

/** Names the object behind an address (core/v1 ObjectReference). */
export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
  fieldPath?: string;
}

/** One backend of a Service (discovery.k8s.io/v1 Endpoint). */
export interface Endpoint {
  addresses: string[];
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

/** A port of every endpoint in a slice (discovery.k8s.io/v1 EndpointPort). */
export interface EndpointPort {
  name?: string;
  protocol?: string;
  port?: number;
  appProtocol?: string;
}

/** Backends of one Service that share their port numbers (discovery.k8s.io/v1). */
export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4' | 'IPv6' | 'FQDN';
  endpoints: Endpoint[];
  ports?: EndpointPort[];
}

/** An address in Endpoints (core/v1 EndpointAddress). */
export interface EndpointAddress {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

/** Addresses that share their ports (core/v1 EndpointSubset). */
export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: { name?: string; port: number; protocol?: string; appProtocol?: string }[];
}

/** The older form of EndpointSlice, one object a Service (core/v1). */
export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[];
}

/** The Service behind an Ingress path (networking.k8s.io/v1 IngressBackend). */
export interface IngressBackend {
  service?: { name: string; port?: { name?: string; number?: number } };
}

/** One path of an Ingress host (networking.k8s.io/v1 HTTPIngressPath). */
export interface IngressPath {
  path?: string;
  pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  backend: IngressBackend;
}

/** An Ingress (networking.k8s.io/v1). */
export interface Ingress extends KubeObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: IngressBackend;
    tls?: { hosts?: string[]; secretName?: string }[];
    rules?: { host?: string; http?: { paths: IngressPath[] } }[];
  };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}
