import type {
  ActionConfigurationProperty,
  ActionTypeSettings,
  ActionTypeId,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../base/given.ts';
import { own } from '../../base/own.ts';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { ActionTypeDescription, ArtifactCount } from './actions/action.ts';
import { providerOf } from './actions/providers.ts';

/** A custom action type, as somebody made it. */
export interface CustomTypeRecord {
  readonly category: ActionTypeDescription['category'];
  readonly provider: string;
  readonly version: string;
  readonly settings: Given<ActionTypeSettings>;
  readonly properties: readonly Given<ActionConfigurationProperty>[];
  readonly inputs: ArtifactCount;
  readonly outputs: ArtifactCount;
  readonly tags: Readonly<Record<string, string>>;
}

/** By `customTypeKey`. */
export const customTypes = collection<CustomTypeRecord>('codepipeline.custom-types');

/** Those that somebody has deleted: each by its key, as it was. */
export const deletedCustomTypes = collection<CustomTypeRecord>('codepipeline.deleted-custom-types');

export const customTypeKey = (type: {
  readonly category: string;
  readonly provider: string;
  readonly version: string;
}): string => `${type.category}|${type.provider}|${type.version}`;

/** What an action of this type may be configured with; undefined where nobody knows the type. */
export function actionTypeFor(
  tx: Tx,
  scope: Scope,
  id: Given<ActionTypeId>,
): ActionTypeDescription | undefined {
  if (id.owner !== 'Custom') return providerOf(id)?.type;
  const found = customTypes.get(tx, scope, customTypeKey(id));
  if (!found) return undefined;
  const { category, provider, inputs, outputs, properties, settings } = found;
  const { entityUrlTemplate } = settings;
  return {
    category,
    provider,
    inputs,
    outputs,
    configuration: properties,
    ...(entityUrlTemplate !== undefined && { entityUrlTemplate }),
  };
}

/** A template with the values of an action; what it has no value for stays. */
// AWS: user guide, "Create and add a custom action": `{Config:name}`, and `{ExternalExecutionId}` of a run.
export const linked = (
  template: string,
  configuration: Readonly<Record<string, string>>,
  externalExecutionId?: string,
): string =>
  template
    .replace(/\{Config:([^{}]+)\}/g, (whole, key: string) => own(configuration, key) ?? whole)
    .replaceAll('{ExternalExecutionId}', (whole) => externalExecutionId ?? whole);
