import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { accessPoints, type AccessPoint } from '../access-points.ts';
import { invalidRequest, noSuchAccessPoint } from '../errors.ts';
import { requireOwn, type OfAccount } from './accounts.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const tagsMax = 50;

export function tagged(tags: AccessPoint['tags'], added: readonly Tag[] = []): AccessPoint['tags'] {
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) };
  return Object.keys(all).length > tagsMax ? invalidRequest('A resource can have 50 tags.') : all;
}

interface OfResource extends OfAccount {
  readonly ResourceArn: string;
}

/** Of what S3 Control tags, access points are served. */
function resource(call: Call, input: OfResource): AccessPoint {
  requireOwn(call, input);
  const [, name = ''] = /^accesspoint\/(.+)$/.exec(parseArn(input.ResourceArn)?.resource ?? '') ?? [];
  return accessPoints.get(call.tx, call, name) ?? noSuchAccessPoint();
}

const keep = (call: Call, point: AccessPoint, tags: AccessPoint['tags']): object => {
  accessPoints.put(call.tx, call, point.name, { ...point, tags });
  return {};
};

export const tagResource: Handler<OfResource & { readonly Tags: readonly Tag[] }, object> = (input, call) => {
  const point = resource(call, input);
  return keep(call, point, tagged(point.tags, input.Tags));
};

export const untagResource: Handler<OfResource & { readonly TagKeys: readonly string[] }, object> = (
  input,
  call,
) => {
  const point = resource(call, input);
  const left = Object.entries(point.tags).filter(([key]) => !input.TagKeys.includes(key));
  return keep(call, point, Object.fromEntries(left));
};

export const listTagsForResource: Handler<OfResource, object> = (input, call) => ({
  Tags: Object.entries(resource(call, input).tags).map(([Key, Value]) => ({ Key, Value })),
});
