import { invalidParameter } from './errors.ts';

/**
 * What a cluster, a service or a capacity provider may be called. `kind` is how AWS's sentence begins.
 *
 * AWS: "Cluster must match ^[a-zA-Z0-9\\-_]{1,255}$, but was …" is how DescribeServices answers a bad cluster; that
 * other names are refused in the same words is unverified.
 */
export function checkName(kind: 'Cluster' | 'Service' | 'Capacity provider', name: string): void {
  if (!/^[a-zA-Z0-9\-_]{1,255}$/.test(name))
    invalidParameter(`${kind} must match ^[a-zA-Z0-9\\-_]{1,255}$, but was ${name}`);
}
