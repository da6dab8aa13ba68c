import type {
  FunctionConfiguration,
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionResponse,
  PublishVersionCommandInput,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { describePublished } from '../describing.ts';
import { codeChanged, invalidParameter, revisionMismatch } from '../errors.ts';
import { findFunction, findVersion, referenceOf } from '../references.ts';
import {
  codeSha256,
  functions,
  latest,
  qualifiedKey,
  revisionOf,
  versionKey,
  versions,
  type Version,
} from '../records.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
export const publishVersion: Handler<PublishVersionCommandInput, FunctionConfiguration> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  const current = findVersion(call.tx, call, name, latest);
  if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) revisionMismatch();
  const sha256 = codeSha256(current);
  if (input.CodeSha256 && input.CodeSha256 !== sha256) codeChanged(input.CodeSha256, sha256);
  return describePublished(call, publish(call, name, current, input.Description));
};

/**
 * Keeps what $LATEST is as a version that never changes; nothing new where nothing has changed since the
 * last one.
 */
export function publish(call: Call, name: string, current: Version, description?: string): Version {
  const { tx } = call;
  const owner = findFunction(tx, call, name);
  const wanted: Version = { ...current, description: description || current.description };
  const last = versions.get(tx, call, versionKey(name, String(owner.versionPublished)));
  if (last && contentOf(last) === contentOf(wanted)) return last;
  const number = owner.versionPublished + 1;
  functions.put(tx, call, name, { ...owner, versionPublished: number });
  const published = { ...wanted, version: String(number), lastModified: call.now };
  const revisionId = revisionOf(published, call.now, current.revisionId);
  const version: Version = { ...published, revisionId };
  versions.put(tx, call, versionKey(name, version.version), version);
  return version;
}

function contentOf({
  version: _v,
  lastModified: _m,
  revisionId: _r,
  effectId: _e,
  ...content
}: Version): string {
  return JSON.stringify(sorted(content));
}

/** The same content is spelled the same, in whichever order its members were given. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** AWS: "Lambda returns up to 50 versions per call." */
const listMax = 50;

export const listVersionsByFunction: Handler<
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionResponse
> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const all = versions.list(call.tx, call, { prefix: qualifiedKey(name, '') });
  const page = pageOf(all, ({ version }) => version, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    Versions: page.items.map((version) => describePublished(call, version)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};
