import type * as sdk from '@aws-sdk/client-sts';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { sessionMayNotCall } from '../errors.ts';
import type { Answer } from '../records.ts';
import { checkTags, credentials, issue, packedSize, sessionPolicies } from './sessions.ts';

type Asked = Given<sdk.GetFederationTokenCommandInput>;

/** AWS: 12 hours unless asked otherwise; an hour at most for sessions of an account's root. */
const durations = { default: 43_200, root: 3600 };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const getFederationToken: Handler<Asked, Answer<sdk.GetFederationTokenCommandOutput>> = (
  input,
  call,
) => {
  const { arn } = call.caller;
  if (arn.includes(':assumed-role/') || arn.includes(':federated-user/'))
    sessionMayNotCall('GetFederationToken');
  checkTags(input);
  const asked = input.DurationSeconds ?? durations.default;
  const duration = arn.endsWith(':root') ? Math.min(asked, durations.root) : asked;
  const session = issue(call, duration, {
    account: call.account,
    callerArn: `arn:aws:sts::${call.account}:federated-user/${input.Name}`,
    userId: `${call.account}:${input.Name}`,
    ...(input.Tags && { tags: input.Tags }),
    ...sessionPolicies(input),
  });
  return {
    Credentials: credentials(session, call.now + duration * 1000),
    FederatedUser: { FederatedUserId: session.userId, Arn: session.callerArn },
    PackedPolicySize: packedSize(input),
  };
};
