import { isDeepStrictEqual } from 'node:util';
import type {
  ActionOwner,
  ActionConfigurationProperty,
  ActionType,
  ActionTypeSettings,
  CreateCustomActionTypeInput,
  CreateCustomActionTypeOutput,
  DeleteCustomActionTypeInput,
  ListActionTypesInput,
  ListActionTypesOutput,
} from '@aws-sdk/client-codepipeline';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { ActionTypeDescription, ArtifactCount } from '../actions/action.ts';
import { providers } from '../actions/providers.ts';
import { customTypeKey, customTypes, deletedCustomTypes, type CustomTypeRecord } from '../custom-types.ts';
import {
  actionTypeAlreadyExists,
  actionTypeDeleted,
  invalidNextToken,
  limitExceeded,
  validation,
} from '../errors.ts';
import { checkedTags, tagList } from './tags.ts';

/** AWS: quotas, "Maximum number of custom actions per Region: 50". */
const customTypesMax = 50;

/** AWS's that this house can carry out, and no others; then the account's own. */
export const listActionTypes: Handler<Given<ListActionTypesInput>, ListActionTypesOutput> = (
  { actionOwnerFilter: owner, nextToken },
  call,
) => {
  // They are few, and all on one page.
  if (nextToken !== undefined) invalidNextToken();
  const actionTypes = [
    ...providers.flatMap(({ type }) => ((owner ?? ownerOf(type)) === ownerOf(type) ? [ownType(type)] : [])),
    ...(owner === undefined || owner === 'Custom'
      ? customTypes.list(call.tx, call).map((record) => customType(record))
      : []),
  ];
  return { actionTypes };
};

export const createCustomActionType: Handler<
  Given<CreateCustomActionTypeInput>,
  CreateCustomActionTypeOutput
> = (input, call) => {
  const { category, provider, version, settings = {}, configurationProperties = [] } = input;
  // AWS: user guide, "Create a custom action": the categories Build, Deploy, Test and Invoke; in the wild there are
  // sources, too (aws-samples/aws-codepipeline-third-party-git-repositories). Unverified words.
  if (category === 'Approval' || category === 'Compute')
    validation(`Custom action types of the category ${category} cannot be created`);
  const key = customTypeKey({ category, provider, version });
  if (customTypes.get(call.tx, call, key)) actionTypeAlreadyExists(provider, version);
  if (customTypes.list(call.tx, call).length >= customTypesMax) limitExceeded();
  checkProperties(configurationProperties);
  checkTemplates(settings, configurationProperties);
  const arn = arnOf('codepipeline', call, `actiontype:Custom/${category}/${provider}/${version}`);
  const tags = checkedTags(arn, {}, input.tags ?? []);
  const record: CustomTypeRecord = {
    category: category as CustomTypeRecord['category'],
    provider,
    version,
    settings,
    properties: configurationProperties,
    inputs: countOf(input.inputArtifactDetails),
    outputs: countOf(input.outputArtifactDetails),
    tags,
  };
  const before = deletedCustomTypes.get(call.tx, call, key);
  if (before && !isDeepStrictEqual(definitionOf(before), definitionOf(record)))
    actionTypeDeleted(provider, version);
  deletedCustomTypes.delete(call.tx, call, key);
  customTypes.put(call.tx, call, key, record);
  return { actionType: customType(record), tags: tagList(tags) };
};

const definitionOf = ({ tags: _, ...definition }: CustomTypeRecord): object => definition;

/**
 * Its version is not to be had again but for what it was: what actions of it were configured for stays true. Deleting
 * what is not there is no error. AWS: unverified.
 */
// AWS: API reference, DeleteCustomActionType: to "restore a deleted custom action, use a JSON file that is identical".
export const deleteCustomActionType: Handler<Given<DeleteCustomActionTypeInput>, object> = (input, call) => {
  const key = customTypeKey(input);
  const record = customTypes.get(call.tx, call, key);
  if (record) deletedCustomTypes.put(call.tx, call, key, record);
  customTypes.delete(call.tx, call, key);
  return {};
};

/** AWS: API reference, ActionConfigurationProperty: at most one queryable, which is required and not secret. */
function checkProperties(properties: readonly Given<ActionConfigurationProperty>[]): void {
  const queryable = properties.filter((property) => property.queryable);
  // AWS: these two sentences as seen in the wild.
  if (queryable.length > 1)
    validation(
      'Multiple queryable configuration properties found with names ' +
        `'${queryable.map(({ name }) => name).join(', ')}'. Up to one queryable property may be specified.`,
    );
  const [only] = queryable;
  if (only && (!only.required || only.secret))
    validation(
      `Invalid queryable property '${only.name}'. ` +
        'Queryable configuration properties must be required and non-secret.',
    );
  const names = properties.map(({ name }) => name);
  // AWS: unverified words.
  if (new Set(names).size < names.length)
    validation('The names of the configuration properties of an action type must be unique');
}

// AWS: user guide, "Create and add a custom action": a URL may have the value of a property "as long as the
// configuration property is both required and not secret". Unverified words.
function checkTemplates(
  { entityUrlTemplate = '', executionUrlTemplate = '' }: Given<ActionTypeSettings>,
  properties: readonly Given<ActionConfigurationProperty>[],
): void {
  const named = [...`${entityUrlTemplate} ${executionUrlTemplate}`.matchAll(/\{Config:([^{}]+)\}/g)];
  const wrong = named.find(([, key]) => !properties.some((each) => each.name === key && isPublic(each)));
  if (wrong)
    validation(`The property '${wrong[1]}' of a URL template is no required property that is not secret`);
}

const isPublic = ({ required, secret }: Given<ActionConfigurationProperty>): boolean => required && !secret;

const ownerOf = ({ owner }: ActionTypeDescription): ActionOwner => owner ?? 'AWS';

function ownType(type: ActionTypeDescription): ActionType {
  const { category, provider, configuration, entityUrlTemplate } = type;
  return {
    id: { category, owner: ownerOf(type), provider, version: '1' },
    settings: entityUrlTemplate === undefined ? {} : { entityUrlTemplate },
    actionConfigurationProperties: configuration.map(({ name, required = false, secret = false }) => ({
      name,
      required,
      key: required,
      secret,
      queryable: false,
    })),
    inputArtifactDetails: counts(type.inputs),
    outputArtifactDetails: counts(type.outputs),
  };
}

function customType(record: CustomTypeRecord): ActionType {
  const { category, provider, version, settings, properties } = record;
  return {
    id: { category, owner: 'Custom', provider, version },
    settings: { ...settings },
    actionConfigurationProperties: properties.map((property) => ({ ...property })),
    inputArtifactDetails: counts(record.inputs),
    outputArtifactDetails: counts(record.outputs),
  };
}

function countOf({
  minimumCount: min,
  maximumCount: max,
}: {
  readonly minimumCount: number;
  readonly maximumCount: number;
}): ArtifactCount {
  // AWS: as seen in the wild.
  if (min > max)
    validation(`Maximum Number of Artifacts (${max}) has to be greater than or equal to minimum (${min}).`);
  return { min, max };
}
const counts = ({ min, max }: ArtifactCount) => ({ minimumCount: min, maximumCount: max });
