import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Answered, Given } from '../../../base/given.ts';
import { mayInvoke } from '../../../dispatch/policy/function-policy.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { cannotInvokeFunction, invalidParameter, invalidRequest } from '../errors.ts';
import { liveSecretOf, putSecret, secretOf, type RotationRecord, type SecretRecord } from '../records.ts';
import { intervalOf, startRotating, stopRotating } from '../rotating.ts';
import { current, pending, versionAt, withVersion } from '../versions.ts';

type Rotate = Given<sdk.RotateSecretCommandInput>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html */
export const rotateSecret: Handler<Rotate, Answered<sdk.RotateSecretCommandOutput>> = (input, call) => {
  const before = liveSecretOf(call, input.SecretId);
  const rotation = rotationOf(call, input, before);
  const now = input.RotateImmediately ?? true;
  stopRotating(call, before);
  const prepared = now ? withPending(call, before, input.ClientRequestToken) : undefined;
  const secret = putSecret(call, { ...(prepared?.secret ?? before), rotation });
  startRotating(call, secret, prepared?.token);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(prepared && { VersionId: prepared.token }),
  };
};

function rotationOf(call: Call, input: Rotate, { arn, rotation: before }: SecretRecord): RotationRecord {
  const lambdaArn =
    input.RotationLambdaARN ??
    before?.lambdaArn ??
    invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  if (!/^arn:aws[\w-]*:lambda:[^:]+:\d{12}:function:/.test(lambdaArn))
    invalidParameter(`Invalid ARN ${lambdaArn} for the rotation function.`);
  if (!mayInvoke(call, lambdaArn, { service: 'secretsmanager', sourceArn: arn })) cannotInvokeFunction();
  const rules = input.RotationRules ?? before?.rules ?? {};
  const interval = intervalOf(rules);
  return { enabled: true, lambdaArn, rules, next: interval === undefined ? undefined : call.now + interval };
}

/** A version to come, labelled AWSPENDING; the one of a rotation that did not end well is taken again. */
function withPending(call: Call, secret: SecretRecord, asked?: string) {
  const unfinished = versionAt(secret.versions, pending);
  const isOver = unfinished === undefined || unfinished.stages.includes(current);
  const token = asked ?? (isOver ? call.ids.uuid() : unfinished.versionId);
  return {
    token,
    secret: withVersion(call, secret, { versionId: token, value: undefined, stages: [pending] }),
  };
}

export const cancelRotateSecret: Handler<
  Given<sdk.CancelRotateSecretCommandInput>,
  Answered<sdk.CancelRotateSecretCommandOutput>
> = (input, call) => {
  const secret = liveSecretOf(call, input.SecretId);
  const { rotation } = secret;
  if (!rotation?.enabled) return { ARN: secret.arn, Name: secret.name };
  stopRotating(call, secret);
  putSecret(call, { ...secret, rotation: { ...rotation, enabled: false, next: undefined } });
  const unfinished = versionAt(secret.versions, pending);
  return { ARN: secret.arn, Name: secret.name, VersionId: unfinished?.versionId };
};

/** Told by a rotation whose time has come. */
export const beginRotation: Handler<{ readonly arn: string }, { readonly token: string }> = (
  { arn },
  call,
) => {
  const { secret, token } = withPending(call, secretOf(call, arn));
  putSecret(call, secret);
  return { token };
};

/** Told when all four steps are done, or one has failed. */
export const finishRotation: Handler<
  { readonly arn: string; readonly token: string; readonly error?: string },
  { readonly next?: number }
> = ({ arn, token, error }, call) => {
  const secret = secretOf(call, arn);
  const interval = intervalOf(secret.rotation!.rules);
  const next = interval === undefined ? undefined : call.now + interval;
  // AWS: rotation has succeeded when the version is the current one; that is for the function's last step to do.
  const isDone = error === undefined && versionAt(secret.versions, current)?.versionId === token;
  const rotation = { ...secret.rotation!, next };
  putSecret(call, { ...secret, rotation, ...(isDone && { lastRotatedDate: call.now }) });
  return next === undefined ? {} : { next };
};
