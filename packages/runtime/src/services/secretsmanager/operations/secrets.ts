import type * as sdk from '@aws-sdk/client-secrets-manager';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidParameter, nameScheduledForDeletion, notServed, secretAlreadyExists } from '../errors.ts';
import { findSecret, liveSecretOf, putSecret, secretOf, type SecretRecord } from '../records.ts';
import { current, valueIn, withVersion } from '../versions.ts';
import { tagRecords } from './tags.ts';

/** AWS: "letters, numbers" of the six characters at the end of an ARN. */
const letters = `${alphabets.upper}${alphabets.lower.slice(0, 26)}`;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const createSecret: Handler<
  Given<sdk.CreateSecretCommandInput>,
  Answered<sdk.CreateSecretCommandOutput>
> = (input, call) => {
  const { Name: name, ClientRequestToken: token } = input;
  // AWS: "Secrets managed by other services": those have the service's name and an exclamation mark before theirs.
  const own = call.caller.via === undefined ? name : name.replace(/^[a-z-]+!/, '');
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(own))
    invalidParameter(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  if ((input.AddReplicaRegions ?? []).length > 0) notServed('replicas of secrets');
  const value = valueIn(input);
  const before = findSecret(call, name);
  if (before?.deletedDate !== undefined) nameScheduledForDeletion();
  // AWS: the same token makes it idempotent.
  if (before && (!token || !value || !before.versions.some(({ versionId }) => versionId === token)))
    secretAlreadyExists(name);
  const secret: SecretRecord = before ?? {
    name,
    arn: arnOf('secretsmanager', call, `secret:${name}-${call.ids.word(6, letters)}`),
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    createdDate: call.now,
    lastChangedDate: call.now,
    tags: tagRecords({}, input.Tags),
    versions: [],
  };
  if (!value) {
    putSecret(call, secret);
    return { ARN: secret.arn, Name: name };
  }
  const VersionId = token ?? call.ids.uuid();
  putSecret(call, withVersion(call, secret, { versionId: VersionId, value, stages: [current] }));
  return { ARN: secret.arn, Name: name, VersionId };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export const updateSecret: Handler<
  Given<sdk.UpdateSecretCommandInput>,
  Answered<sdk.UpdateSecretCommandOutput>
> = (input, call) => {
  const before = liveSecretOf(call, input.SecretId);
  const value = valueIn(input);
  const secret: SecretRecord = {
    ...before,
    description: input.Description ?? before.description,
    kmsKeyId: input.KmsKeyId ?? before.kmsKeyId,
    lastChangedDate: call.now,
  };
  if (!value) {
    putSecret(call, secret);
    return { ARN: secret.arn, Name: secret.name };
  }
  const VersionId = input.ClientRequestToken ?? call.ids.uuid();
  putSecret(call, withVersion(call, secret, { versionId: VersionId, value, stages: [current] }));
  return { ARN: secret.arn, Name: secret.name, VersionId };
};

export const describeSecret: Handler<
  Given<sdk.DescribeSecretCommandInput>,
  Answered<sdk.DescribeSecretCommandOutput>
> = (input, call) => {
  const secret = secretOf(call, input.SecretId);
  return {
    ...summary(secret),
    VersionIdsToStages: stagesOf(secret),
  };
};

/** The service that manages a secret, which its name begins with. */
const owningService = ({ name }: SecretRecord): string | undefined => /^([a-z-]+)!/.exec(name)?.[1];

/** What both DescribeSecret and ListSecrets tell. */
export const summary = (secret: SecretRecord) => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(owningService(secret) && { OwningService: owningService(secret) }),
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  RotationEnabled: secret.rotation?.enabled,
  RotationLambdaARN: secret.rotation?.lambdaArn,
  RotationRules: secret.rotation?.rules,
  LastRotatedDate: dated(secret.lastRotatedDate),
  NextRotationDate: dated(secret.rotation?.next),
  LastChangedDate: dated(secret.lastChangedDate),
  DeletedDate: dated(secret.deletedDate),
  CreatedDate: dated(secret.createdDate),
  Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
});

/** AWS: only versions that have a label are told of. */
export const stagesOf = ({ versions }: SecretRecord): Record<string, string[]> =>
  Object.fromEntries(
    versions
      .filter(({ stages }) => stages.length > 0)
      .map(({ versionId, stages }) => [versionId, [...stages]]),
  );

const dated = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);
