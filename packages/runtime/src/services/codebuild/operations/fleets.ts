import type {
  BatchGetFleetsInput,
  BatchGetFleetsOutput,
  CreateFleetInput,
  CreateFleetOutput,
  DeleteFleetInput,
  Fleet,
  FleetStatus,
  ListFleetsInput,
  ListFleetsOutput,
  UpdateFleetInput,
  UpdateFleetOutput,
} from '@aws-sdk/client-codebuild';
import { pageOf } from '../../../base/pagination.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { roleArnOf, validateEnvironment } from '../declaration.ts';
import { fleetAlreadyExists, fleetNotFound, invalidInput } from '../errors.ts';
import {
  capacityOf,
  findFleet,
  fleetArn,
  fleetFlowId,
  fleetKind,
  listFleetRecords,
  putFleet,
  stateOfFleet,
  type FleetRecord,
} from '../fleets.ts';
import { desiredCapacity, newFleet, type FleetFact } from '../flow/fleet.ts';
import { invalidToken, listedMax } from './projects.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateFleet.html */
export const createFleet: Handler<CreateFleetInput, CreateFleetOutput> = (input, call) => {
  if (findFleet(call, input.name!)) fleetAlreadyExists(input.name!);
  validateFleet(input);
  const fleet: FleetRecord = {
    id: call.ids.uuid(),
    name: input.name!,
    declaration: withRole(call, input),
    createdAt: call.now,
    modifiedAt: call.now,
    revision: 1,
  };
  putFleet(call, fleet);
  const state = newFleet(capacityOf(fleet));
  call.flows.start(fleetKind, fleetFlowId(call, fleet), state);
  return { fleet: described(call, fleet) };
};

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateFleet.html */
export const updateFleet: Handler<UpdateFleetInput, UpdateFleetOutput> = ({ arn, ...input }, call) => {
  const before = findFleet(call, arn!) ?? fleetNotFound(arn!);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const declaration = withRole(call, cleared({ ...before.declaration, ...Object.fromEntries(given) }));
  validateFleet(declaration);
  const fleet = { ...before, declaration, modifiedAt: call.now, revision: before.revision + 1 };
  putFleet(call, fleet);
  const changed: FleetFact = { type: 'FleetChanged', capacity: capacityOf(fleet) };
  call.flows.tell(fleetFlowId(call, fleet), changed);
  return { fleet: described(call, fleet) };
};

const withRole = (scope: Scope, { fleetServiceRole: role, ...fleet }: CreateFleetInput): CreateFleetInput =>
  role === undefined ? fleet : { ...fleet, fleetServiceRole: roleArnOf(scope, role) };

/** Without configurations that are empty. AWS: unverified that this is how one is taken away. */
const cleared = (declaration: CreateFleetInput): CreateFleetInput =>
  Object.fromEntries(
    Object.entries(declaration).filter(
      ([, value]) => typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length > 0,
    ),
  ) as unknown as CreateFleetInput;

// AWS: unverified words, of all of them.
function validateFleet(fleet: CreateFleetInput): void {
  const { baseCapacity = 0, computeType, computeConfiguration, fleetServiceRole, vpcConfig, imageId } = fleet;
  if (baseCapacity < 1) invalidInput('Base capacity must be at least 1');
  if (/^(ATTRIBUTE_BASED_COMPUTE|CUSTOM_INSTANCE_TYPE)$/.test(computeType!) && !computeConfiguration)
    invalidInput(`A compute configuration is required for the compute type ${computeType}`);
  validateEnvironment({ type: fleet.environmentType, image: undefined, computeType });
  validateScaling(fleet);
  const needsRole = vpcConfig?.vpcId || imageId !== undefined;
  if (needsRole && fleetServiceRole === undefined)
    invalidInput('A fleet service role is required for a fleet with a VPC or an image');
}

function validateScaling({ baseCapacity = 0, scalingConfiguration: scaling }: CreateFleetInput): void {
  if (!scaling) return;
  const { maxCapacity, targetTrackingScalingConfigs = [] } = scaling;
  if (maxCapacity !== undefined && maxCapacity < baseCapacity)
    invalidInput('Maximum capacity must not be less than base capacity');
  const wrong = targetTrackingScalingConfigs.find(
    ({ targetValue = 100 }) => targetValue <= 0 || targetValue > 100,
  );
  if (wrong) invalidInput(`Invalid target value: ${wrong.targetValue}`);
}

/** Deleting what is not there is a success. Builds that run on it, or wait for it, come to their end before it goes. */
export const deleteFleet: Handler<DeleteFleetInput, object> = ({ arn }, call) => {
  const fleet = findFleet(call, arn!);
  if (fleet) putFleet(call, { ...fleet, isDeleted: true, modifiedAt: call.now });
  return {};
};

export const batchGetFleets: Handler<BatchGetFleetsInput, BatchGetFleetsOutput> = ({ names }, call) => {
  const found = names!.map((name) => ({ name, fleet: findFleet(call, name) }));
  return {
    fleets: found.flatMap(({ fleet }) => (fleet ? [described(call, fleet)] : [])),
    fleetsNotFound: found.filter(({ fleet }) => !fleet).map(({ name }) => name),
  };
};

export const listFleets: Handler<ListFleetsInput, ListFleetsOutput> = (input, call) => {
  const all = listFleetRecords(call);
  if (input.sortBy === 'CREATED_TIME') all.sort((a, b) => a.createdAt - b.createdAt);
  if (input.sortBy === 'LAST_MODIFIED_TIME') all.sort((a, b) => a.modifiedAt - b.modifiedAt);
  const page = pageOf(input.sortOrder === 'DESCENDING' ? all.reverse() : all, ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults ?? listedMax,
    invalid: invalidToken,
  });
  return { fleets: page.items.map((fleet) => fleetArn(call, fleet)), nextToken: page.next };
};

function described(call: Call, fleet: FleetRecord): Fleet {
  const { scalingConfiguration, tags = [], ...declared } = fleet.declaration;
  return {
    ...declared,
    arn: fleetArn(call, fleet),
    id: fleet.id,
    created: new Date(fleet.createdAt),
    lastModified: new Date(fleet.modifiedAt),
    status: statusOf(call, fleet),
    overflowBehavior: declared.overflowBehavior ?? 'QUEUE',
    ...(scalingConfiguration && {
      scalingConfiguration: {
        ...scalingConfiguration,
        desiredCapacity: desiredCapacity(stateOfFleet(call, fleet)),
      },
    }),
    tags,
  };
}

/** A change of it is done when its flow has heard of it. */
function statusOf(call: Call, fleet: FleetRecord): FleetStatus {
  if (fleet.isDeleted) return { statusCode: 'PENDING_DELETION', context: 'PENDING_DELETION' };
  const { revision } = stateOfFleet(call, fleet);
  if (revision === fleet.revision) return { statusCode: 'ACTIVE' };
  return { statusCode: revision === 0 ? 'CREATING' : 'UPDATING' };
}
