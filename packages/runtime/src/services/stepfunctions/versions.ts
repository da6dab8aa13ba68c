import type { Call } from '../../dispatch/service.ts';
import { invalidArn, resourceNotFound, stateMachineDoesNotExist } from './errors.ts';
import { fraction } from './language/intrinsics.ts';
import {
  aliases,
  machineArn,
  stateMachines,
  versionKey,
  versions,
  type AliasRecord,
  type StateMachineRecord,
  type VersionRecord,
} from './records.ts';

/** What an ARN of a state machine names: the machine, and behind it a version's number or an alias. */
export interface Named {
  readonly name: string;
  readonly qualifier?: string;
}

export function namedIn(arn: string): Named {
  const [, name, qualifier] =
    /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)(?::([^:]+))?$/.exec(arn) ?? [];
  if (name === undefined) return invalidArn(arn);
  return { name, ...(qualifier !== undefined && { qualifier }) };
}

export const isVersion = (qualifier: string): boolean => /^\d+$/.test(qualifier);

export const qualifiedArn = (call: Call, machine: string, qualifier: string | number): string =>
  `${machineArn(call, machine)}:${qualifier}`;

export const findVersion = (call: Call, machine: string, number: number): VersionRecord | undefined =>
  versions.get(call.tx, call, versionKey(machine, number));

export const findAlias = (call: Call, machine: string, name: string): AliasRecord | undefined =>
  aliases.get(call.tx, call, `${machine}|${name}`);

/** The most recent first. */
export const versionsOf = (call: Call, machine: string): VersionRecord[] =>
  versions.list(call.tx, call, { prefix: `${machine}|` }).toReversed();

export const aliasesOf = (call: Call, machine: string): AliasRecord[] =>
  aliases.list(call.tx, call, { prefix: `${machine}|` });

/** A machine as it is to be run. */
export interface Runnable {
  readonly machine: StateMachineRecord;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** What an ARN stands for: the machine as it is, a version, or what an alias leads to this time. */
export function runnableOf(call: Call, arn: string): Runnable {
  const { name, qualifier } = namedIn(arn);
  const machine = stateMachines.get(call.tx, call, name) ?? stateMachineDoesNotExist(arn);
  if (qualifier === undefined) return { machine };
  if (isVersion(qualifier)) return versionRunnable(call, machine, Number(qualifier), arn);
  const alias = findAlias(call, name, qualifier) ?? stateMachineDoesNotExist(arn);
  return { ...versionRunnable(call, machine, routed(call, alias), arn), aliasArn: arn };
}

function versionRunnable(call: Call, machine: StateMachineRecord, number: number, arn: string): Runnable {
  const version = findVersion(call, machine.name, number) ?? stateMachineDoesNotExist(arn);
  const { definition, roleArn } = version;
  return {
    machine: { ...machine, definition, roleArn },
    versionArn: qualifiedArn(call, machine.name, number),
  };
}

/** AWS: "routes … between two versions" by their weights, which are percentages. */
function routed(call: Call, { routes }: AliasRecord): number {
  const [first, second] = routes;
  if (!second) return first!.version;
  return fraction(call.ids.uuid()) * 100 < first!.weight ? first!.version : second.version;
}

/** The version that an ARN names. */
export function versionOf(call: Call, arn: string): VersionRecord {
  const { name, qualifier } = namedIn(arn);
  if (qualifier === undefined || !isVersion(qualifier)) return invalidArn(arn);
  return findVersion(call, name, Number(qualifier)) ?? resourceNotFound(arn);
}

export function aliasOf(call: Call, arn: string): AliasRecord {
  const { name, qualifier } = namedIn(arn);
  if (qualifier === undefined || isVersion(qualifier)) return invalidArn(arn);
  return findAlias(call, name, qualifier) ?? resourceNotFound(arn);
}

/** Forgets all of a machine. */
export function forgetVersions(call: Call, machine: string): void {
  for (const { number } of versionsOf(call, machine))
    versions.delete(call.tx, call, versionKey(machine, number));
  for (const { name } of aliasesOf(call, machine)) aliases.delete(call.tx, call, `${machine}|${name}`);
}

/** AWS: API reference, UpdateStateMachine, revisionId: what a machine has that was never updated. */
export const firstRevision = 'INITIAL';

/** AWS: idempotent: what is published already, as the latest version, is answered. */
export function published(call: Call, machine: StateMachineRecord, description?: string): VersionRecord {
  const { name, definition, roleArn, revisionId = firstRevision } = machine;
  const [latest] = versionsOf(call, name);
  if (latest?.revisionId === revisionId) return latest;
  const number = call.tx.next(`states.versions|${call.account}|${call.region}|${name}`);
  const version: VersionRecord = {
    machine: name,
    number,
    definition,
    roleArn,
    revisionId,
    ...(description !== undefined && { description }),
    createdAt: call.now,
  };
  versions.put(call.tx, call, versionKey(name, number), version);
  return version;
}
