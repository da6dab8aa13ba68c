import type {
  AddTagsToOnPremisesInstancesCommandInput,
  BatchGetOnPremisesInstancesCommandInput,
  BatchGetOnPremisesInstancesOutput,
  DeregisterOnPremisesInstanceCommandInput,
  GetOnPremisesInstanceCommandInput,
  GetOnPremisesInstanceOutput,
  InstanceInfo,
  ListOnPremisesInstancesCommandInput,
  ListOnPremisesInstancesOutput,
  RegisterOnPremisesInstanceCommandInput,
  RemoveTagsFromOnPremisesInstancesCommandInput,
  Tag as GivenTag,
} from '@aws-sdk/client-codedeploy';
import { arnOf } from '../../../base/arn.ts';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  batchTooLong,
  iamArnRequired,
  iamArnsConflict,
  iamSessionArnInvalid,
  iamSessionArnTaken,
  iamUserArnInvalid,
  iamUserArnTaken,
  instanceNameInvalid,
  instanceNameRequired,
  instanceNameTaken,
  instanceNotRegistered,
  tagFilterInvalid,
  tagInvalid,
  tagRequired,
  tokenInvalid,
  tooManyInstances,
  tooManyTags,
} from '../errors.ts';
import { onPremisesInstances, type OnPremisesInstance, type Tag } from '../records.ts';
import { isFilter, isFound } from '../tag-filters.ts';

type Register = Handler<RegisterOnPremisesInstanceCommandInput, object>;

// AWS: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RegisterOnPremisesInstance.html
export const registerOnPremisesInstance: Register = (input, call) => {
  const { iamUserArn, iamSessionArn } = input;
  const name = validName(input.instanceName);
  if (isRegistered(onPremisesInstances.get(call.tx, call, name))) instanceNameTaken(name);
  if (iamUserArn === undefined && iamSessionArn === undefined) iamArnRequired();
  if (iamUserArn !== undefined && iamSessionArn !== undefined) iamArnsConflict();
  assertArns(call, { iamUserArn, iamSessionArn });
  const suffix = call.ids.word(10, alphabets.lower);
  onPremisesInstances.put(call.tx, call, name, {
    name,
    arn: arnOf('codedeploy', call, `instance/${name}_${suffix}`),
    iamUserArn,
    iamSessionArn,
    registerTime: call.now,
    tags: [],
  });
  return {};
};

function assertArns(
  call: Call,
  { iamUserArn, iamSessionArn }: Pick<OnPremisesInstance, 'iamUserArn' | 'iamSessionArn'>,
): void {
  if (iamUserArn !== undefined && !/^arn:aws[\w-]*:iam::\d{12}:user\/.+$/.test(iamUserArn))
    iamUserArnInvalid(iamUserArn);
  if (iamSessionArn !== undefined && !/^arn:aws[\w-]*:sts::\d{12}:assumed-role\/.+\/.+$/.test(iamSessionArn))
    iamSessionArnInvalid(iamSessionArn);
  for (const other of onPremisesInstances.list(call.tx, call)) {
    if (!isRegistered(other)) continue;
    if (iamUserArn !== undefined && other.iamUserArn === iamUserArn) iamUserArnTaken(iamUserArn);
    if (iamSessionArn !== undefined && other.iamSessionArn === iamSessionArn)
      iamSessionArnTaken(iamSessionArn);
  }
}

export const isRegistered = (instance: OnPremisesInstance | undefined): instance is OnPremisesInstance =>
  instance !== undefined && instance.deregisterTime === undefined;

/** AWS: up to 100 characters, and none that cannot stand in an ARN: which these are is unverified. */
function validName(name: string | undefined): string {
  if (!name) instanceNameRequired();
  if (name.length > 100 || !/^[\w+=,.@-]+$/.test(name) || /^m?i-/.test(name)) instanceNameInvalid(name);
  return name;
}

/** AWS: deregistering what is not registered succeeds. It is still listed as deregistered. */
export const deregisterOnPremisesInstance: Handler<DeregisterOnPremisesInstanceCommandInput, object> = (
  input,
  call,
) => {
  const name = validName(input.instanceName);
  const instance = onPremisesInstances.get(call.tx, call, name);
  if (isRegistered(instance))
    onPremisesInstances.put(call.tx, call, name, { ...instance, deregisterTime: call.now });
  return {};
};

const tagsMax = 10;
const taggedMax = 100;

export const addTagsToOnPremisesInstances: Handler<AddTagsToOnPremisesInstancesCommandInput, object> = (
  input,
  call,
) =>
  retag(call, input, (tags, given) => [
    ...tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key)),
    ...given,
  ]);

export const removeTagsFromOnPremisesInstances: Handler<
  RemoveTagsFromOnPremisesInstancesCommandInput,
  object
> = (input, call) =>
  retag(call, input, (tags, given) =>
    // AWS: a tag is named by its key; a value that is given too has to be its value: unverified.
    tags.filter(({ Key, Value }) => !given.some((tag) => tag.Key === Key && ['', Value].includes(tag.Value))),
  );

function retag(
  call: Call,
  input: AddTagsToOnPremisesInstancesCommandInput,
  change: (tags: readonly Tag[], given: readonly Tag[]) => Tag[],
): object {
  const names = input.instanceNames ?? [];
  if (names.length === 0) instanceNameRequired();
  if (names.length > taggedMax) tooManyInstances();
  const given = tagsOf(input.tags);
  for (const name of names) {
    const instance = onPremisesInstances.get(call.tx, call, validName(name));
    if (!isRegistered(instance)) instanceNotRegistered(name);
    const tags = change(instance.tags, given);
    if (tags.length > tagsMax) tooManyTags();
    onPremisesInstances.put(call.tx, call, name, { ...instance, tags });
  }
  return {};
}

function tagsOf(given: readonly GivenTag[] | undefined): Tag[] {
  if (!given?.length) tagRequired();
  if (given.length > tagsMax) tooManyTags();
  return given.map(({ Key, Value = '' }) => (Key ? { Key, Value } : tagInvalid()));
}

export const getOnPremisesInstance: Handler<
  GetOnPremisesInstanceCommandInput,
  GetOnPremisesInstanceOutput
> = (input, call) => {
  const name = validName(input.instanceName);
  const instance = onPremisesInstances.get(call.tx, call, name) ?? instanceNotRegistered(name);
  return { instanceInfo: describe(instance) };
};

const batchMax = 100;

export const batchGetOnPremisesInstances: Handler<
  BatchGetOnPremisesInstancesCommandInput,
  BatchGetOnPremisesInstancesOutput
> = (input, call) => {
  const names = input.instanceNames ?? [];
  if (names.length === 0) instanceNameRequired();
  if (names.length > batchMax) batchTooLong('on-premises instances', batchMax);
  const found = names.flatMap((name) => onPremisesInstances.get(call.tx, call, validName(name)) ?? []);
  return { instanceInfos: found.map(describe) };
};

const listMax = 100;

/** AWS: "Unless otherwise specified, both registered and deregistered on-premises instance names will be listed." */
export const listOnPremisesInstances: Handler<
  ListOnPremisesInstancesCommandInput,
  ListOnPremisesInstancesOutput
> = (input, call) => {
  const filters = input.tagFilters ?? [];
  if (!filters.every(isFilter)) tagFilterInvalid();
  const wanted = onPremisesInstances
    .list(call.tx, call)
    .filter(
      (instance) =>
        (input.registrationStatus === undefined ||
          isRegistered(instance) === (input.registrationStatus === 'Registered')) &&
        (filters.length === 0 || isFound(filters, instance.tags)),
    );
  const page = pageOf(wanted, ({ name }) => name, {
    token: input.nextToken,
    limit: listMax,
    invalid: tokenInvalid,
  });
  return {
    instanceNames: page.items.map(({ name }) => name),
    ...(page.next !== undefined && { nextToken: page.next }),
  };
};

const describe = (instance: OnPremisesInstance): InstanceInfo => ({
  instanceName: instance.name,
  ...(instance.iamSessionArn !== undefined && { iamSessionArn: instance.iamSessionArn }),
  ...(instance.iamUserArn !== undefined && { iamUserArn: instance.iamUserArn }),
  instanceArn: instance.arn,
  registerTime: new Date(instance.registerTime),
  ...(instance.deregisterTime !== undefined && { deregisterTime: new Date(instance.deregisterTime) }),
  tags: [...instance.tags],
});
