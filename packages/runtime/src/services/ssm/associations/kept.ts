import { arnOf } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId, type Call } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import type { OutputBucket, Target } from '../flow/command-state.ts';
import { noSuchAssociation } from './errors.ts';

/** What an association says, in one of its versions. */
export interface AssociationSettings {
  readonly associationId: string;
  readonly version: number;
  /** The document's. */
  readonly name: string;
  readonly documentVersion?: string | undefined;
  readonly associationName?: string | undefined;
  /** Where it is of one node alone, as it was before there were targets. */
  readonly instanceId?: string | undefined;
  readonly targets: readonly Target[];
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly schedule?: string | undefined;
  readonly scheduleOffset?: number | undefined;
  readonly onlyAtInterval: boolean;
  readonly output?: OutputBucket | undefined;
  readonly maxErrors?: string | undefined;
  readonly maxConcurrency?: string | undefined;
  readonly severity?: string | undefined;
  readonly syncCompliance?: string | undefined;
  readonly updatedAt: number;
}

export interface AssociationRecord {
  readonly settings: AssociationSettings;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** By id. */
export const associations = collection<AssociationRecord>('ssm.associations');
/** By `<id>|<number>`, oldest first. */
export const associationVersions = collection<AssociationSettings>('ssm.association-versions');

export const versionKey = ({ associationId, version }: AssociationSettings): string =>
  `${associationId}|${String(version).padStart(6, '0')}`;

export const associationFlowKind = 'ssm.association';

export const associationFlow = (scope: Scope, id: string): string => flowId(associationFlowKind, scope, id);

export const associationArn = (scope: Scope, id: string): string => arnOf('ssm', scope, `association/${id}`);

export const associationOf = (call: Call, id: string): AssociationRecord =>
  associations.get(call.tx, call, id) ?? noSuchAssociation();

/** Whom it is for, however that was said. */
export const targetsOf = ({ instanceId, targets }: AssociationSettings): readonly Target[] =>
  instanceId === undefined ? targets : [{ Key: 'InstanceIds', Values: [instanceId] }];
