import type {
  CreateStateMachineInput,
  CreateStateMachineOutput,
  DeleteStateMachineInput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  ListStateMachinesInput,
  EncryptionConfiguration,
  LoggingConfiguration,
  ListStateMachinesOutput,
  UpdateStateMachineInput,
  UpdateStateMachineOutput,
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { trustPolicyOf, trusts } from '../../../dispatch/policy/service-trust.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Scope } from '../../../base/scope.ts';
import {
  crossAccountRole,
  invalidArn,
  invalidDefinition,
  invalidLogging,
  invalidName,
  nextTokenInvalid,
  roleNotTrusting,
  stateMachineAlreadyExists,
  stateMachineDoesNotExist,
  validation,
} from '../errors.ts';
import { checked } from '../language/check.ts';
import { warnings } from '../language/check-express.ts';
import type { Machine } from '../language/definition.ts';
import { machineArn, stateMachines, type StateMachineRecord } from '../records.ts';
import { forgetVersions, published, qualifiedArn, runnableOf, versionOf } from '../versions.ts';

/** AWS: API reference, ListStateMachines, maxResults: default and most. */
const pageSizeDefault = 100;

export const createStateMachine: Handler<Given<CreateStateMachineInput>, CreateStateMachineOutput> = (
  input,
  call,
) => {
  const { name, definition, roleArn, type = 'STANDARD', tags = [] } = input;
  // AWS: API reference, name: no white space, brackets, wildcards, special or control characters.
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) invalidName(name);
  machineIn(definition, type);
  checkLogging(input.loggingConfiguration);
  const arn = machineArn(call, name);
  const before = stateMachines.get(call.tx, call, name);
  const same =
    before && before.definition === definition && before.roleArn === roleArn && before.type === type;
  if (before && !same) stateMachineAlreadyExists(arn);
  const version = (machine: StateMachineRecord) => versionArn(call, machine, input);
  if (before) return { stateMachineArn: arn, creationDate: new Date(before.createdAt), ...version(before) };
  const record: StateMachineRecord = {
    name,
    type,
    definition,
    roleArn: trustedRole(call, roleArn, arn),
    ...(input.loggingConfiguration && { loggingConfiguration: input.loggingConfiguration }),
    ...(input.tracingConfiguration && { tracingConfiguration: input.tracingConfiguration }),
    ...(input.encryptionConfiguration && { encryptionConfiguration: input.encryptionConfiguration }),
    createdAt: call.now,
    tags: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
  };
  stateMachines.put(call.tx, call, name, record);
  return { stateMachineArn: arn, creationDate: new Date(call.now), ...version(record) };
};

/** AWS: CreateStateMachine, publish: "Set to true to publish the first version". */
function versionArn(
  call: Call,
  machine: StateMachineRecord,
  {
    publish,
    versionDescription,
  }: { readonly publish?: boolean | undefined; readonly versionDescription?: string | undefined },
): { readonly stateMachineVersionArn?: string } {
  // AWS: "you can only set the description if the publish parameter is set to true"; unverified words.
  if (versionDescription !== undefined && !publish)
    validation('A version description can only be set when a version is published');
  if (!publish) return {};
  const { number } = published(call, machine, versionDescription);
  return { stateMachineVersionArn: qualifiedArn(call, machine.name, number) };
}

/** A role that may be given to a state machine, or to a state that is tested: one of the caller's own account. */
export function roleIn({ account }: Scope, arn: string): string {
  const [, owner] = /^arn:[^:]+:iam::(\d{12}):role\/.+/.exec(arn) ?? [];
  if (owner === undefined) return invalidArn(arn);
  return owner === account ? arn : crossAccountRole();
}

/** Such a role, which is there and lets Step Functions in. */
function trustedRole(call: Call, arn: string, sourceArn: string): string {
  const policy = trustPolicyOf(call, roleIn(call, arn));
  const asked = { service: 'states', account: call.account, sourceArn };
  return policy !== undefined && trusts(policy, asked) ? arn : roleNotTrusting();
}

/** The machine that a definition describes, or AWS's refusal of it. */
export function machineIn(definition: string, type?: StateMachineRecord['type']): Machine {
  const read = checked(definition, type);
  if ('machine' in read) return read.machine;
  // AWS: as seen in the wild: "SCHEMA_VALIDATION_FAILED: The field "Next" … at /States/X".
  const told = read.mistakes.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
  return invalidDefinition(told.join(', '));
}

/** AWS: "Must specify exactly one Log Destination", unless the level is OFF. */
function checkLogging(logging: Given<LoggingConfiguration> | undefined): void {
  const { level = 'OFF', destinations = [] } = logging ?? {};
  if (level === 'OFF') return;
  if (destinations.length !== 1) invalidLogging('Must specify exactly one Log Destination.');
  const arn = destinations[0]!.cloudWatchLogsLogGroup?.logGroupArn ?? '';
  // AWS: "The ARN must end with :*".
  if (!/^arn:[^:]+:logs:[^:]+:\d{12}:log-group:[^:]+:\*$/.test(arn))
    invalidLogging('Log Destination must be the ARN of a log group that ends in :*');
}

/** Executions that run keep the definition they began with. */
export const updateStateMachine: Handler<Given<UpdateStateMachineInput>, UpdateStateMachineOutput> = (
  input,
  call,
) => {
  const before = machineOf(call, input.stateMachineArn);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input;
  // AWS: "You must include at least one of definition or roleArn"; unverified words.
  const settings = [loggingConfiguration, tracingConfiguration, encryptionConfiguration];
  if (!definition && !roleArn && !settings.some((setting) => setting))
    validation(
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  if (definition) machineIn(definition, before.type);
  checkLogging(loggingConfiguration);
  const revisionId = call.ids.uuid();
  const changed: StateMachineRecord = {
    ...before,
    ...(definition && { definition }),
    ...(roleArn && { roleArn: trustedRole(call, roleArn, machineArn(call, before.name)) }),
    ...(loggingConfiguration && { loggingConfiguration }),
    ...(tracingConfiguration && { tracingConfiguration }),
    ...(encryptionConfiguration && { encryptionConfiguration }),
    revisionId,
  };
  stateMachines.put(call.tx, call, before.name, changed);
  return { updateDate: new Date(call.now), revisionId, ...versionArn(call, changed, input) };
};

/** Deleting what is not there is no error. Executions that run go on; versions and aliases do not stay. */
export const deleteStateMachine: Handler<Given<DeleteStateMachineInput>, object> = (
  { stateMachineArn },
  call,
) => {
  const name = nameIn(stateMachineArn);
  forgetVersions(call, name);
  stateMachines.delete(call.tx, call, name);
  return {};
};

export const describeStateMachine: Handler<Given<DescribeStateMachineInput>, DescribeStateMachineOutput> = (
  input,
  call,
) => {
  const { machine: found, versionArn: arn } = runnableOf(call, input.stateMachineArn);
  const version = arn === undefined ? undefined : versionOf(call, arn);
  return {
    stateMachineArn: arn ?? machineArn(call, found.name),
    name: found.name,
    status: 'ACTIVE',
    definition: found.definition,
    roleArn: found.roleArn,
    type: found.type,
    creationDate: new Date((version ?? found).createdAt),
    ...(version?.description !== undefined && { description: version.description }),
    loggingConfiguration: structuredClone(found.loggingConfiguration ?? notLogged) as LoggingConfiguration,
    tracingConfiguration: found.tracingConfiguration ?? { enabled: false },
    ...(found.encryptionConfiguration && {
      encryptionConfiguration: found.encryptionConfiguration as EncryptionConfiguration,
    }),
    ...((version ?? found).revisionId !== undefined && { revisionId: (version ?? found).revisionId! }),
  };
};

/** AWS: unverified that it is told so. */
const notLogged: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };

export const listStateMachines: Handler<Given<ListStateMachinesInput>, ListStateMachinesOutput> = (
  input,
  call,
) => {
  const page = pageOf(stateMachines.list(call.tx, call), ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    stateMachines: page.items.map(({ name, type, createdAt }) => ({
      stateMachineArn: machineArn(call, name),
      name,
      type,
      creationDate: new Date(createdAt),
    })),
    nextToken: page.next,
  };
};

export const validateStateMachineDefinition: Handler<
  Given<ValidateStateMachineDefinitionInput>,
  ValidateStateMachineDefinitionOutput
> = ({ definition, type, severity = 'ERROR', maxResults }) => {
  const read = checked(definition, type);
  const mistakes = 'mistakes' in read ? read.mistakes : [];
  const warned = severity === 'WARNING' && 'machine' in read ? [...warnings(read.machine)] : [];
  const all = [
    ...mistakes.map((each) => ({ severity: 'ERROR' as const, ...each })),
    ...warned.map((each) => ({ severity: 'WARNING' as const, ...each })),
  ];
  const limit = maxResults || pageSizeDefault;
  return {
    result: mistakes.length === 0 ? 'OK' : 'FAIL',
    diagnostics: all.slice(0, limit),
    truncated: all.length > limit,
  };
};

const nameIn = (arn: string): string =>
  /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:([^:]+)$/.exec(arn)?.[1] ?? invalidArn(arn);

export const machineOf = (call: Call, arn: string): StateMachineRecord =>
  stateMachines.get(call.tx, call, nameIn(arn)) ?? stateMachineDoesNotExist(arn);
