import type {
  CreateEventBusCommandInput,
  CreateEventBusResponse,
  DeleteEventBusCommandInput,
  DescribeEventBusCommandInput,
  DescribeEventBusResponse,
  EventBus,
  ListEventBusesCommandInput,
  ListEventBusesResponse,
  PutPermissionCommandInput,
  RemovePermissionCommandInput,
  UpdateEventBusCommandInput,
  UpdateEventBusResponse,
} from '@aws-sdk/client-eventbridge';
import { pageOf } from '../../../base/pagination.ts';
import { isPolicy } from '../../../dispatch/policy/document.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { alreadyExists, invalid, notFound, notServed } from '../errors.ts';
import {
  archives,
  busArn,
  buses,
  busNameOf,
  busOf,
  defaultBus,
  findBus,
  rules,
  type Bus,
} from '../records.ts';
import { tagsGiven } from './tags.ts';

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
export const createEventBus: Handler<CreateEventBusCommandInput, CreateEventBusResponse> = (input, call) => {
  const name = input.Name!;
  if (input.EventSourceName !== undefined) notServed('EventSourceName');
  if (name === defaultBus || buses.get(call.tx, call, name))
    alreadyExists(`Event bus ${name} already exists.`);
  if (!/^[\w.-]{1,256}$/.test(name)) invalid(`Event bus name ${name} is not valid.`);
  const bus: Bus = {
    name,
    ...described(input),
    tags: tagsGiven(input.Tags),
    createdAt: call.now,
    modifiedAt: call.now,
  };
  buses.put(call.tx, call, name, bus);
  return { EventBusArn: busArn(call, name), ...told(bus) };
};

type Described = Pick<
  CreateEventBusCommandInput,
  'Description' | 'KmsKeyIdentifier' | 'DeadLetterConfig' | 'LogConfig'
>;

const described = ({ Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig }: Described) => ({
  description: Description,
  kmsKeyIdentifier: KmsKeyIdentifier,
  deadLetterArn: DeadLetterConfig?.Arn,
  logConfig: LogConfig,
});

const told = ({ description, kmsKeyIdentifier, deadLetterArn, logConfig }: Bus) => ({
  Description: description,
  KmsKeyIdentifier: kmsKeyIdentifier,
  DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
  LogConfig: logConfig,
});

export const updateEventBus: Handler<UpdateEventBusCommandInput, UpdateEventBusResponse> = (input, call) => {
  const bus = findBus(call, input.Name);
  const after: Bus = { ...bus, ...described(input), modifiedAt: call.now };
  buses.put(call.tx, call, bus.name, after);
  return { Arn: busArn(call, bus.name), Name: bus.name, ...told(after) };
};

export const deleteEventBus: Handler<DeleteEventBusCommandInput, object> = (input, call) => {
  const name = busNameOf(input.Name);
  if (name === defaultBus) invalid(`Cannot delete event bus ${name}.`);
  // AWS: deleting what is not there succeeds.
  if (!buses.get(call.tx, call, name)) return {};
  if (rules.list(call.tx, call, { prefix: `${name}|`, limit: 1 }).length > 0)
    invalid("Event bus can't be deleted since it has rules.");
  const arn = busArn(call, name);
  if (archives.list(call.tx, call).some(({ sourceArn }) => sourceArn === arn))
    invalid("Event bus can't be deleted since it has archives.");
  buses.delete(call.tx, call, name);
  return {};
};

export const describeEventBus: Handler<DescribeEventBusCommandInput, DescribeEventBusResponse> = (
  input,
  call,
) => {
  const bus = findBus(call, input.Name);
  return { ...entry(call, bus), ...told(bus) };
};

function entry(call: Call, bus: Bus): EventBus {
  const { name, description, policy, createdAt, modifiedAt } = bus;
  return {
    Name: name,
    Arn: busArn(call, name),
    Description: description,
    Policy: policy,
    ...(createdAt > 0 && { CreationTime: new Date(createdAt), LastModifiedTime: new Date(modifiedAt) }),
  };
}

const listMax = 100;

export const listEventBuses: Handler<ListEventBusesCommandInput, ListEventBusesResponse> = (input, call) => {
  const named = buses.list(call.tx, call, { prefix: input.NamePrefix ?? '' });
  const hasDefault = named.some(({ name }) => name === defaultBus);
  const first =
    hasDefault || !defaultBus.startsWith(input.NamePrefix ?? '') ? [] : [busOf(call.tx, call, defaultBus)!];
  const all = [...first, ...named].sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(all, ({ name }) => name, {
    token: input.NextToken,
    limit: input.Limit ?? listMax,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return {
    EventBuses: page.items.map((bus) => entry(call, bus)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

interface Policy {
  readonly Version?: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

// AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
export const putPermission: Handler<PutPermissionCommandInput, object> = (input, call) => {
  const bus = findBus(call, input.EventBusName);
  if (input.Policy !== undefined) return keep(call, bus, policyGiven(input.Policy));
  const { StatementId, Principal, Action, Condition } = input;
  if (StatementId === undefined || Principal === undefined || Action === undefined)
    return invalid('Parameter(s) StatementId, Principal and Action must be specified.');
  const before = policyOf(bus);
  const statement = {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: busArn(call, bus.name),
    ...(Condition && { Condition: { [Condition.Type!]: { [Condition.Key!]: Condition.Value } } }),
  };
  const others = before.Statement.filter(({ Sid }) => Sid !== StatementId);
  return keep(call, bus, { ...before, Statement: [...others, statement] });
};

export const removePermission: Handler<RemovePermissionCommandInput, object> = (input, call) => {
  const bus = findBus(call, input.EventBusName);
  const before = policyOf(bus);
  const Statement = input.RemoveAllPermissions
    ? []
    : before.Statement.filter(({ Sid }) => Sid !== input.StatementId);
  if (!input.RemoveAllPermissions && Statement.length === before.Statement.length)
    notFound(
      bus.policy === undefined
        ? 'EventBus does not have a policy.'
        : 'Statement with the provided id does not exist.',
    );
  return keep(call, bus, { ...before, Statement });
};

const policyOf = ({ policy }: Bus): Policy =>
  policy === undefined ? { Version: '2012-10-17', Statement: [] } : (JSON.parse(policy) as Policy);

function policyGiven(text: string): Policy {
  if (!isPolicy(text)) return invalid('Provided policy is not valid.');
  const policy = JSON.parse(text) as Policy;
  return { ...policy, Statement: [policy.Statement].flat() };
}

function keep(call: Call, { policy: _former, ...bus }: Bus, policy: Policy): object {
  const kept = policy.Statement.length > 0 ? { policy: JSON.stringify(policy) } : {};
  buses.put(call.tx, call, bus.name, { ...bus, ...kept, modifiedAt: call.now });
  return {};
}
