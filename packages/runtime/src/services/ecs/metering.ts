import type { Call } from '../../dispatch/service.ts';
import { meteringFlow, type Metering } from './flow/metering.ts';
import { meteringFlowId } from './records.ts';

/** From now on what the cluster's tasks use is measured. */
export function meter(call: Call, cluster: string): void {
  const id = meteringFlowId(call, cluster);
  if (call.flows.state<Metering>(id)) return;
  const state: Metering = { scope: { account: call.account, region: call.region }, cluster, tasks: {} };
  call.flows.start(meteringFlow.kind, id, state);
}
