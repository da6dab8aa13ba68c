import type {
  BatchGetApplicationRevisionsCommandInput,
  BatchGetApplicationRevisionsOutput,
  GenericRevisionInfo,
  GetApplicationRevisionCommandInput,
  GetApplicationRevisionOutput,
  ListApplicationRevisionsCommandInput,
  ListApplicationRevisionsOutput,
  RegisterApplicationRevisionCommandInput,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  batchTooLong,
  bucketFilterRequired,
  revisionInvalid,
  revisionNotFound,
  revisionRequired,
  tokenInvalid,
} from '../errors.ts';
import { deploymentGroups, groupKey, revisions, type Application, type Revision } from '../records.ts';
import { isSameRevision, locationOf, revisionId } from '../revision-location.ts';
import { findApplication } from './applications.ts';
import { keyOf } from './revision-names.ts';
import { deploymentsOf } from './deployment-list.ts';

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RegisterApplicationRevision.html
export const registerApplicationRevision: Handler<RegisterApplicationRevisionCommandInput, object> = (
  input,
  call,
) => {
  const application = findApplication(call, input.applicationName!);
  const location = validLocation(input.revision, application);
  const known = revisions.get(call.tx, call, keyOf(application.name, location));
  keep(call, {
    ...(known ?? { applicationName: application.name, registerTime: call.now }),
    location,
    // AWS: what it is called when nobody says: "Application revision registered by Deployment ID: …" is a deployment's.
    description: input.description ?? known?.description ?? '',
  });
  return {};
};

function validLocation(given: RevisionLocation | undefined, { computePlatform }: Application) {
  if (!given?.revisionType) revisionRequired();
  return locationOf(given, computePlatform, revisionInvalid);
}

function keep(call: Call, revision: Revision): void {
  revisions.put(call.tx, call, keyOf(revision.applicationName, revision.location), revision);
}

/** A deployment uses a revision, which is registered by that where it was not before. */
export function useRevision(
  call: Call,
  applicationName: string,
  used: { readonly location: RevisionLocation; readonly deploymentId: string },
): void {
  const { location, deploymentId } = used;
  const known = revisions.get(call.tx, call, keyOf(applicationName, location));
  const description = `Application revision registered by Deployment ID: ${deploymentId}`;
  const registered = known ?? { applicationName, location, description, registerTime: call.now };
  keep(call, {
    ...registered,
    firstUsedTime: registered.firstUsedTime ?? call.now,
    lastUsedTime: call.now,
  });
}

export const getApplicationRevision: Handler<
  GetApplicationRevisionCommandInput,
  GetApplicationRevisionOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  const revision = find(call, application, input.revision) ?? revisionNotFound();
  return {
    applicationName: application.name,
    revision: revision.location,
    revisionInfo: describe(call, revision),
  };
};

function find(call: Call, application: Application, given: RevisionLocation | undefined) {
  const location = validLocation(given, application);
  return revisions.get(call.tx, call, keyOf(application.name, location));
}

const batchMax = 25;

/** AWS: of those that are not registered nothing is answered. */
export const batchGetApplicationRevisions: Handler<
  BatchGetApplicationRevisionsCommandInput,
  BatchGetApplicationRevisionsOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  const asked = input.revisions ?? [];
  if (asked.length === 0) revisionRequired();
  if (asked.length > batchMax) batchTooLong('revisions', batchMax);
  const found = asked.flatMap((location) => find(call, application, location) ?? []);
  return {
    applicationName: application.name,
    revisions: found.map((revision) => ({
      revisionLocation: revision.location,
      genericRevisionInfo: describe(call, revision),
    })),
  };
};

const listMax = 100;

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplicationRevisions.html
export const listApplicationRevisions: Handler<
  ListApplicationRevisionsCommandInput,
  ListApplicationRevisionsOutput
> = (input, call) => {
  const application = findApplication(call, input.applicationName!);
  if (input.s3KeyPrefix !== undefined && input.s3Bucket === undefined) bucketFilterRequired();
  const all = revisions.list(call.tx, call, { prefix: `${application.name}|` });
  const by = input.sortBy ?? 'registerTime';
  const wanted = all
    .filter((revision) => isWanted(call, revision, input))
    .sort((a, b) => (a[by] ?? 0) - (b[by] ?? 0));
  if (input.sortOrder === 'descending') wanted.reverse();
  const page = pageOf(wanted, ({ location }) => revisionId(location), {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    revisions: page.items.map(({ location }) => location),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

function isWanted(call: Call, revision: Revision, input: ListApplicationRevisionsCommandInput): boolean {
  const { s3Location } = revision.location;
  if (input.s3Bucket !== undefined && s3Location?.bucket !== input.s3Bucket) return false;
  if (input.s3KeyPrefix !== undefined && !s3Location?.key?.startsWith(input.s3KeyPrefix)) return false;
  const { deployed } = input;
  if (deployed === undefined || deployed === 'ignore') return true;
  return groupsOf(call, revision).length > 0 === (deployed === 'include');
}

/** The groups whose target revision it is: the last that was deployed to them with success. */
function groupsOf(call: Call, { applicationName, location }: Revision): string[] {
  const groups = deploymentGroups.list(call.tx, call, { prefix: groupKey(applicationName, '') });
  return groups
    .filter(({ name }) => {
      const good = deploymentsOf(call, applicationName, name).find(({ status }) => status === 'Succeeded');
      return good !== undefined && isSameRevision(good.revision, location);
    })
    .map(({ name }) => name);
}

const describe = (call: Call, revision: Revision): GenericRevisionInfo => ({
  description: revision.description,
  deploymentGroups: groupsOf(call, revision),
  ...(revision.firstUsedTime !== undefined && { firstUsedTime: new Date(revision.firstUsedTime) }),
  ...(revision.lastUsedTime !== undefined && { lastUsedTime: new Date(revision.lastUsedTime) }),
  registerTime: new Date(revision.registerTime),
});
