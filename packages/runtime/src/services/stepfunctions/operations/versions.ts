import type {
  DeleteStateMachineVersionInput,
  ListStateMachineVersionsInput,
  ListStateMachineVersionsOutput,
  PublishStateMachineVersionInput,
  PublishStateMachineVersionOutput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { conflict, invalidArn, nextTokenInvalid } from '../errors.ts';
import { versionKey, versions } from '../records.ts';
import {
  aliasesOf,
  firstRevision,
  isVersion,
  namedIn,
  published,
  qualifiedArn,
  versionsOf,
} from '../versions.ts';
import { machineOf } from './state-machines.ts';

const pageSizeDefault = 100;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export const publishStateMachineVersion: Handler<
  Given<PublishStateMachineVersionInput>,
  PublishStateMachineVersionOutput
> = (input, call) => {
  const machine = machineOf(call, input.stateMachineArn);
  const { revisionId = firstRevision } = machine;
  // AWS: "only if the revision is the state machine's current one"; unverified words.
  if (input.revisionId && input.revisionId !== revisionId)
    conflict(`The current revision of the state machine is ${revisionId}, not ${input.revisionId}`);
  const { number, createdAt } = published(call, machine, input.description);
  return {
    stateMachineVersionArn: qualifiedArn(call, machine.name, number),
    creationDate: new Date(createdAt),
  };
};

/** Deleting what is not there is no error. */
export const deleteStateMachineVersion: Handler<Given<DeleteStateMachineVersionInput>, object> = (
  { stateMachineVersionArn: arn },
  call,
) => {
  const { name, qualifier } = namedIn(arn);
  if (qualifier === undefined || !isVersion(qualifier)) return invalidArn(arn);
  const number = Number(qualifier);
  const by = aliasesOf(call, name).find(({ routes }) => routes.some(({ version }) => version === number));
  // AWS: "A version can't be deleted if it's referenced by an alias"; unverified words.
  if (by) conflict(`The version ${number} is referenced by the alias ${by.name}`);
  versions.delete(call.tx, call, versionKey(name, number));
  return {};
};

export const listStateMachineVersions: Handler<
  Given<ListStateMachineVersionsInput>,
  ListStateMachineVersionsOutput
> = (input, call) => {
  const { name } = machineOf(call, input.stateMachineArn);
  const page = pageOf(versionsOf(call, name), ({ number }) => String(number), {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    stateMachineVersions: page.items.map(({ number, createdAt }) => ({
      stateMachineVersionArn: qualifiedArn(call, name, number),
      creationDate: new Date(createdAt),
    })),
    nextToken: page.next,
  };
};
