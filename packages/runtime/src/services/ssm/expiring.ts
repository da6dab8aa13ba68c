import { flowId, type Call } from '../../dispatch/service.ts';
import { expirationFlow, type Expiration } from './flow/expiration.ts';
import type { ParameterVersion } from './records.ts';

const expirationOf = (version: ParameterVersion): number | undefined =>
  version.policies.find((policy) => policy.at !== undefined)?.at;

const flowOf = (call: Call, name: string): string => flowId(expirationFlow.kind, call, name);

/** Has the parameter deleted when its Expiration says so. */
export function expires(call: Call, { name, version, ...rest }: ParameterVersion): void {
  const at = expirationOf({ name, version, ...rest });
  if (at === undefined) return;
  const { account, region } = call;
  const state: Expiration = { account, region, name, version, at };
  call.flows.start(expirationFlow.kind, flowOf(call, name), state);
}

export function noLongerExpires(call: Call, version: ParameterVersion): void {
  if (expirationOf(version) !== undefined) call.flows.remove(flowOf(call, version.name));
}
