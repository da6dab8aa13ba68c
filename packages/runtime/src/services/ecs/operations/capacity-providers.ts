import type * as sdk from '@aws-sdk/client-ecs';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { capacityProviderThere, invalidParameter, notServedHere, capacityProviderInUse } from '../errors.ts';
import { checkName } from '../names.ts';
import { listed } from '../listing.ts';
import {
  capacityProviders,
  clusters,
  ecsArn,
  nameIn,
  tags,
  type Answer,
  type CapacityProviderRecord,
} from '../records.ts';
import { putTags, tagsOf } from '../tags.ts';
import { providersOfAws } from './clusters.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
export const createCapacityProvider: Handler<
  sdk.CreateCapacityProviderCommandInput,
  Answer<sdk.CreateCapacityProviderCommandOutput>
> = (input, call) => {
  const name = input.name!;
  checkName('Capacity provider', name);
  if (input.managedInstancesProvider) notServedHere('managed instances');
  const { autoScalingGroupProvider } = input;
  // AWS: "cannot be prefixed with aws, ecs, or fargate"; the words are unverified.
  if (/^(aws|ecs|fargate)/i.test(name))
    invalidParameter(`The specified capacity provider name is invalid: ${name}`);
  if (!autoScalingGroupProvider) invalidParameter('An Auto Scaling group provider must be specified.');
  if (capacityProviders.get(call.tx, call, name)) capacityProviderThere();
  const provider: CapacityProviderRecord = {
    name,
    arn: ecsArn(call, `capacity-provider/${name}`),
    autoScalingGroupProvider,
  };
  capacityProviders.put(call.tx, call, name, provider);
  putTags(call, provider.arn, input.tags);
  return { capacityProvider: answer(call, provider) };
};

export const describeCapacityProviders: Handler<
  sdk.DescribeCapacityProvidersCommandInput,
  Answer<sdk.DescribeCapacityProvidersCommandOutput>
> = (input, call) => {
  const own = capacityProviders.list(call.tx, call).map((provider) => answer(call, provider));
  const all = [...providersOfAws.map((name) => answerOfAws(call, name)), ...own];
  const asked = input.capacityProviders?.map(nameIn);
  const found = asked ? all.filter(({ name }) => asked.includes(name!)) : all;
  const { items, nextToken } = listed(
    found.map(({ name }) => name!),
    input,
  );
  const missing = (asked ?? []).filter((name) => !all.some((each) => each.name === name));
  return {
    capacityProviders: found.filter(({ name }) => items.includes(name!)),
    failures: missing.map((name) => ({
      arn: ecsArn(call, `capacity-provider/${name}`),
      reason: 'MISSING',
    })),
    nextToken,
  };
};

export const updateCapacityProvider: Handler<
  sdk.UpdateCapacityProviderCommandInput,
  Answer<sdk.UpdateCapacityProviderCommandOutput>
> = (input, call) => {
  const before = providerOf(call, input.name!);
  if (input.managedInstancesProvider) notServedHere('managed instances');
  const { autoScalingGroupProvider: group } = before;
  const managedScaling = {
    ...group.managedScaling,
    ...input.autoScalingGroupProvider?.managedScaling,
  };
  const provider: CapacityProviderRecord = {
    ...before,
    autoScalingGroupProvider: {
      ...group,
      ...input.autoScalingGroupProvider,
      ...(Object.keys(managedScaling).length > 0 && { managedScaling }),
    },
  };
  capacityProviders.put(call.tx, call, provider.name, provider);
  return { capacityProvider: answer(call, provider) };
};

export const deleteCapacityProvider: Handler<
  sdk.DeleteCapacityProviderCommandInput,
  Answer<sdk.DeleteCapacityProviderCommandOutput>
> = (input, call) => {
  const provider = providerOf(call, nameIn(input.capacityProvider!));
  const used = clusters.list(call.tx, call).some((each) => each.capacityProviders.includes(provider.name));
  if (used) capacityProviderInUse();
  const told = answer(call, provider);
  capacityProviders.delete(call.tx, call, provider.name);
  tags.delete(call.tx, call, provider.arn);
  return { capacityProvider: { ...told, status: 'INACTIVE', updateStatus: 'DELETE_COMPLETE' } };
};

const providerOf = (call: Call, name: string): CapacityProviderRecord =>
  capacityProviders.get(call.tx, call, name) ??
  invalidParameter(
    'The specified capacity provider was not found. Specify a valid name or ARN and try again.',
  );

function answer(call: Call, provider: CapacityProviderRecord): sdk.CapacityProvider {
  const { name, arn, autoScalingGroupProvider } = provider;
  const { managedScaling } = autoScalingGroupProvider;
  return {
    capacityProviderArn: arn,
    name,
    status: 'ACTIVE',
    autoScalingGroupProvider: {
      ...autoScalingGroupProvider,
      // AWS: API_ManagedScaling and API_AutoScalingGroupProvider, the defaults.
      managedScaling: {
        status: 'DISABLED',
        targetCapacity: 100,
        minimumScalingStepSize: 1,
        maximumScalingStepSize: 10_000,
        instanceWarmupPeriod: 300,
        ...managedScaling,
      },
      managedTerminationProtection: autoScalingGroupProvider.managedTerminationProtection ?? 'DISABLED',
      managedDraining: autoScalingGroupProvider.managedDraining ?? 'ENABLED',
    },
    tags: tagsOf(call, arn),
  };
}

const answerOfAws = (call: Call, name: string): sdk.CapacityProvider => ({
  capacityProviderArn: ecsArn(call, `capacity-provider/${name}`),
  name,
  status: 'ACTIVE',
  tags: [],
});
