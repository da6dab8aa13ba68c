import type {
  DeleteSourceCredentialsInput,
  DeleteSourceCredentialsOutput,
  ImportSourceCredentialsInput,
  ImportSourceCredentialsOutput,
  ListSourceCredentialsOutput,
} from '@aws-sdk/client-codebuild';
import { alphabets } from '../../../base/ids.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { credentialsAlreadyExist, credentialsNotFound, invalidInput } from '../errors.ts';
import { sourceCredentials, tokenArn, type SourceCredentialRecord } from '../records.ts';

/**
 * One credential of each kind for each server.
 * https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ImportSourceCredentials.html
 */
export const importSourceCredentials: Handler<ImportSourceCredentialsInput, ImportSourceCredentialsOutput> = (
  input,
  call,
) => {
  const { serverType, authType, token, username } = input;
  // AWS: API reference: the username is for BASIC_AUTH; unverified words.
  if (authType === 'BASIC_AUTH' && !username) invalidInput('A username is required for BASIC_AUTH');
  if (authType === 'OAUTH') invalidInput('OAUTH credentials are connected in the console of CodeBuild only');
  const known = sourceCredentials
    .list(call.tx, call)
    .find((each) => each.serverType === serverType && each.authType === authType);
  if (known && input.shouldOverwrite === false) credentialsAlreadyExist(known.arn);
  const id = call.ids.word(8, alphabets.hex);
  const arn = known?.arn ?? tokenArn(call, `${serverType!.toLowerCase()}-${id}`);
  const points = authType === 'CODECONNECTIONS' || authType === 'SECRETS_MANAGER';
  const record: SourceCredentialRecord = {
    arn,
    serverType: serverType!,
    authType: authType!,
    token: token!,
    ...(username !== undefined && { username }),
    // AWS: SourceCredentialsInfo, resource: the connection's ARN, or the secret's.
    ...(points && { resource: token! }),
  };
  sourceCredentials.put(call.tx, call, arn, record);
  return { arn };
};

/** A token is told to nobody again. */
export const listSourceCredentials: Handler<object, ListSourceCredentialsOutput> = (_input, call) => ({
  sourceCredentialsInfos: sourceCredentials
    .list(call.tx, call)
    .map(({ arn, serverType, authType, resource }) => ({
      arn,
      serverType,
      authType,
      ...(resource !== undefined && { resource }),
    })),
});

export const deleteSourceCredentials: Handler<DeleteSourceCredentialsInput, DeleteSourceCredentialsOutput> = (
  input,
  call,
) => {
  const arn = input.arn!;
  if (!sourceCredentials.get(call.tx, call, arn)) credentialsNotFound(arn);
  sourceCredentials.delete(call.tx, call, arn);
  return { arn };
};
