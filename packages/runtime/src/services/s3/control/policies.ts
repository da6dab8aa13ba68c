import type { Handler } from '../../../dispatch/service.ts';
import { accessPointArn, accessPoints, policyOf } from '../access-points.ts';
import { noSuchAccessPointPolicy, notAuthorized } from '../errors.ts';
import { isPublic } from '../policy/publicity.ts';
import { pointOf, type OfPoint } from './access-points.ts';

export const putAccessPointPolicy: Handler<OfPoint & { readonly Policy: string }, object> = (input, call) => {
  const point = pointOf(call, input);
  const policy = policyOf(point, input.Policy);
  if (point.block.BlockPublicPolicy && isPublic(policy))
    notAuthorized(
      call.caller.arn,
      's3:PutAccessPointPolicy',
      accessPointArn(point),
      'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    );
  accessPoints.put(call.tx, call, point.name, { ...point, policy: input.Policy });
  return {};
};

export const getAccessPointPolicy: Handler<OfPoint, object> = (input, call) => ({
  Policy: pointOf(call, input).policy ?? noSuchAccessPointPolicy(),
});

export const deleteAccessPointPolicy: Handler<OfPoint, object> = (input, call) => {
  const { policy: _gone, ...point } = pointOf(call, input);
  accessPoints.put(call.tx, call, point.name, point);
  return {};
};

export const getAccessPointPolicyStatus: Handler<OfPoint, object> = (input, call) => {
  const point = pointOf(call, input);
  const text = point.policy ?? noSuchAccessPointPolicy();
  return { PolicyStatus: { IsPublic: isPublic(policyOf(point, text)) } };
};
