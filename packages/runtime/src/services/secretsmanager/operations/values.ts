import type * as sdk from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../../base/aws-error.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  invalidNextToken,
  invalidParameter,
  invalidRequest,
  valueNotFound,
  versionNotFound,
} from '../errors.ts';
import {
  liveSecretOf,
  putSecret,
  secretOf,
  secrets,
  valueKey,
  values,
  type SecretRecord,
  type VersionRecord,
} from '../records.ts';
import { open } from '../sealing.ts';
import { current, moved, valueIn, versionAt, withVersion } from '../versions.ts';
import { matching } from './listing.ts';

type Get = Given<sdk.GetSecretValueCommandInput>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: Handler<Get, Answered<sdk.GetSecretValueCommandOutput>> = (input, call) =>
  valueAnswer(call, liveSecretOf(call, input.SecretId), input);

function valueAnswer(call: Call, secret: SecretRecord, asked: Omit<Get, 'SecretId'>) {
  const version = versionAsked(secret, asked);
  const value = values.get(call.tx, call, valueKey(secret, version.versionId));
  if (!value) return valueNotFound(`staging label: ${asked.VersionStage ?? current}`);
  const bytes = open(call, secret, version.versionId, value);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    ...(value.kind === 'string'
      ? { SecretString: bytes.toString() }
      : { SecretBinary: new Uint8Array(bytes) }),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdDate),
  };
}

function versionAsked(
  { versions }: SecretRecord,
  { VersionId, VersionStage }: Omit<Get, 'SecretId'>,
): VersionRecord {
  if (VersionId === undefined) {
    const stage = VersionStage ?? current;
    return versionAt(versions, stage) ?? valueNotFound(`staging label: ${stage}`);
  }
  const version =
    versions.find((each) => each.versionId === VersionId) ?? valueNotFound(`VersionId: ${VersionId}`);
  if (VersionStage !== undefined && !version.stages.includes(VersionStage))
    invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  return version;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export const batchGetSecretValue: Handler<
  Given<sdk.BatchGetSecretValueCommandInput>,
  Answered<sdk.BatchGetSecretValueCommandOutput>
> = (input, call) => {
  const { SecretIdList, Filters } = input;
  if ((SecretIdList === undefined) === (Filters === undefined))
    invalidParameter('Either SecretIdList or Filters must be provided, but not both.');
  const ids = SecretIdList ?? matching(secrets.list(call.tx, call), Filters!).map(({ arn }) => arn);
  const page = pageOf(ids, (id) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? 20,
    invalid: invalidNextToken,
  });
  const SecretValues: sdk.SecretValueEntry[] = [];
  const Errors: sdk.APIErrorType[] = [];
  for (const SecretId of page.items) {
    try {
      SecretValues.push(valueAnswer(call, liveSecretOf(call, SecretId), {}));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.name, Message: error.message });
    }
  }
  return { SecretValues, Errors, NextToken: page.next };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue: Handler<
  Given<sdk.PutSecretValueCommandInput>,
  Answered<sdk.PutSecretValueCommandOutput>
> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  const value = valueIn(input) ?? invalidRequest('You must provide either SecretString or SecretBinary.');
  const versionId = input.ClientRequestToken ?? call.ids.uuid();
  // AWS: the first version there is, is the current one, whatever else it is.
  const isFirst = versionAt(secret.versions, current) === undefined;
  const asked = input.VersionStages ?? [current];
  const stages = isFirst && !asked.includes(current) ? [...asked, current] : asked;
  const changed = putSecret(call, withVersion(call, secret, { versionId, value, stages }));
  const version = changed.versions.find((each) => each.versionId === versionId)!;
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: [...version.stages] };
};

export const listSecretVersionIds: Handler<
  Given<sdk.ListSecretVersionIdsCommandInput>,
  Answered<sdk.ListSecretVersionIdsCommandOutput>
> = (input, call) => {
  const secret = secretOf(call, input.SecretId);
  const all = secret.versions.filter(({ stages }) => input.IncludeDeprecated || stages.length > 0);
  const page = pageOf(all, ({ versionId }) => versionId, {
    token: input.NextToken,
    limit: input.MaxResults ?? 100,
    invalid: invalidNextToken,
  });
  const Versions = page.items.map(({ versionId, stages, createdDate }) => ({
    VersionId: versionId,
    VersionStages: [...stages],
    CreatedDate: new Date(createdDate),
  }));
  return { ARN: secret.arn, Name: secret.name, Versions, NextToken: page.next };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage: Handler<
  Given<sdk.UpdateSecretVersionStageCommandInput>,
  Answered<sdk.UpdateSecretVersionStageCommandOutput>
> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  const { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } = input;
  const has = (id: string) =>
    secret.versions.find(({ versionId }) => versionId === id) ?? versionNotFound(id);
  const holder = versionAt(secret.versions, stage)?.versionId;
  if (from !== undefined && !has(from).stages.includes(stage))
    invalidParameter(`Version stage ${stage} not found in version ${from}`);
  if (to !== undefined) has(to);
  if (holder !== undefined && holder !== to && from === undefined)
    invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (stage === current && to === undefined)
    invalidParameter(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  putSecret(call, { ...secret, versions: moved(secret.versions, stage, to), lastChangedDate: call.now });
  return { ARN: secret.arn, Name: secret.name };
};
