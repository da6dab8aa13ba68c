import { AwsError } from '../../../base/aws-error.ts';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId, type Call, type WaitingCall, type WaitingHandler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { allocationFlow, type Allocated, type Allocation } from '../flow/allocation.ts';
import { processOf } from '../processes.ts';
import { findAlias } from '../references.ts';
import { aliases, provisioned, qualifiedKey, versionKey, versions, type Version } from '../records.ts';
import { environmentOf } from './environments.ts';

/** The version that a qualifier stands for. */
export function versionOf(call: Call, name: string, qualifier: string): string {
  const isNumber = /^\d+$/.test(qualifier);
  return isNumber ? qualifier : findAlias(call.tx, call, name, qualifier).functionVersion;
}

/** How many processes of a version are to be ready: for itself, and for the aliases that stand for it. */
export function provisionedFor(tx: Tx, scope: Scope, { functionName, version }: Version): number {
  return provisioned
    .list(tx, scope, { prefix: qualifiedKey(functionName, '') })
    .filter(({ qualifier }) => {
      if (qualifier === version) return true;
      return aliases.get(tx, scope, qualifiedKey(functionName, qualifier))?.functionVersion === version;
    })
    .reduce((sum, { requested }) => sum + requested, 0);
}

export const nextAllocation = (call: Call): number =>
  call.tx.next(`lambda.allocation|${call.account}|${call.region}`);

/** Has processes of versions started, or let go, and a configuration told of it. */
export function allocate(call: Call, wanted: Allocated): void {
  const { account, region } = call;
  const flow = flowId(allocationFlow.kind, call, `${wanted.functionName}:${call.ids.uuid()}`);
  const state: Allocation = { account, region, wanted, flow };
  call.flows.start(allocationFlow.kind, flow, state);
}

/** Gives a configuration's processes up, with what it was of. */
export function releaseProvisioned(call: Call, functionName: string, qualifier: string): void {
  const key = qualifiedKey(functionName, qualifier);
  if (!provisioned.get(call.tx, call, key)) return;
  const version = versionOf(call, functionName, qualifier);
  provisioned.delete(call.tx, call, key);
  allocate(call, { functionName, versions: [version] });
}

/** An alias stands for another version: its processes are to be of that one. */
export function moveProvisioned(call: Call, functionName: string, alias: string, before: string): void {
  const key = qualifiedKey(functionName, alias);
  const config = provisioned.get(call.tx, call, key);
  const now = config && versionOf(call, functionName, alias);
  if (!config || now === undefined || now === before) return;
  const { statusReason: _, ...kept } = config;
  const allocation = nextAllocation(call);
  provisioned.put(call.tx, call, key, { ...kept, allocation, status: 'IN_PROGRESS' });
  allocate(call, { functionName, versions: [now, before], qualifier: alias, allocation });
}

/** Inside only: has the processes of versions started, and says in the configuration how it went. */
export const allocateProcesses: WaitingHandler<Allocated, object> = {
  async waits(wanted, call) {
    const reasons = await Promise.all(
      wanted.versions.map((number) => begin(call, wanted.functionName, number)),
    );
    const statusReason = reasons.find((each) => each !== undefined);
    const { functionName, qualifier, allocation } = wanted;
    if (qualifier === undefined) return {};
    return call.transaction(({ tx }) => {
      const key = qualifiedKey(functionName, qualifier);
      const config = provisioned.get(tx, call, key);
      if (config?.allocation !== allocation) return {};
      const failed = statusReason !== undefined;
      const outcome = failed ? { status: 'FAILED' as const, statusReason } : { status: 'READY' as const };
      provisioned.put(tx, call, key, { ...config!, ...outcome });
      return {};
    });
  },
};

/** Why the processes of a version are not ready; undefined where they are. */
async function begin(call: WaitingCall, functionName: string, number: string): Promise<string | undefined> {
  const found = call.transaction(({ tx }) => {
    const version = versions.get(tx, call, versionKey(functionName, number));
    return version && { version, count: provisionedFor(tx, call, version) };
  });
  if (!found) return undefined; // It has gone, and its processes with it.
  try {
    const { revision, env } = await environmentOf(found.version, call);
    const process = { ...processOf(call, found.version), revision, env };
    await call.perform({ type: 'function.provision', ...process, count: found.count });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError || error instanceof EffectRefusal) return error.message;
    throw error;
  }
}
