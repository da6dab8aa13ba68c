import type {
  DeleteFunctionEventInvokeConfigCommandInput,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigCommandInput,
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsResponse,
  PutFunctionEventInvokeConfigCommandInput,
  UpdateFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../base/arn.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter, noEventInvokeConfig } from '../errors.ts';
import { findFunction, referenceOf, resolve } from '../references.ts';
import { eventInvokeConfigs, functionArn, latest, qualifiedKey, type EventInvokeConfig } from '../records.ts';

type Settings = PutFunctionEventInvokeConfigCommandInput;

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
export const putFunctionEventInvokeConfig: Handler<Settings, FunctionEventInvokeConfig> = (input, call) => {
  const place = placeOf(call, input);
  return keep(call, place, settingsOf(input, place, call.now));
};

export const updateFunctionEventInvokeConfig: Handler<
  UpdateFunctionEventInvokeConfigCommandInput,
  FunctionEventInvokeConfig
> = (input, call) => {
  const place = placeOf(call, input);
  const before = eventInvokeConfigs.get(call.tx, call, place.key) ?? noEventInvokeConfig(place.arn);
  const { DestinationConfig } = input;
  const changed = settingsOf(input, place, call.now);
  return keep(call, place, {
    qualifier: place.qualifier,
    retriesMax: changed.retriesMax ?? before.retriesMax,
    ageSecondsMax: changed.ageSecondsMax ?? before.ageSecondsMax,
    onSuccess: DestinationConfig?.OnSuccess ? changed.onSuccess : before.onSuccess,
    onFailure: DestinationConfig?.OnFailure ? changed.onFailure : before.onFailure,
    lastModified: call.now,
  });
};

export const getFunctionEventInvokeConfig: Handler<
  GetFunctionEventInvokeConfigCommandInput,
  FunctionEventInvokeConfig
> = (input, call) => {
  const place = placeOf(call, input);
  return answer(
    eventInvokeConfigs.get(call.tx, call, place.key) ?? noEventInvokeConfig(place.arn),
    place.arn,
  );
};

export const deleteFunctionEventInvokeConfig: Handler<DeleteFunctionEventInvokeConfigCommandInput, object> = (
  input,
  call,
) => {
  const { key, arn } = placeOf(call, input);
  if (!eventInvokeConfigs.get(call.tx, call, key)) noEventInvokeConfig(arn);
  eventInvokeConfigs.delete(call.tx, call, key);
  return {};
};

const listMax = 50;

export const listFunctionEventInvokeConfigs: Handler<
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsResponse
> = (input, call) => {
  const { name } = referenceOf(input.FunctionName!);
  findFunction(call.tx, call, name);
  const all = eventInvokeConfigs
    .list(call.tx, call, { prefix: qualifiedKey(name, '') })
    .map((config) => answer(config, functionArn(call, name, config.qualifier)));
  const page = pageOf(all, ({ FunctionArn }) => FunctionArn!, {
    token: input.Marker,
    limit: Math.min(input.MaxItems ?? listMax, listMax),
    invalid: () => invalidParameter('Invalid Marker'),
  });
  return {
    FunctionEventInvokeConfigs: [...page.items],
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

interface Place {
  readonly key: string;
  readonly qualifier: string;
  readonly arn: string;
}

function placeOf(
  call: Call,
  input: { FunctionName: string | undefined; Qualifier?: string | undefined },
): Place {
  const reference = referenceOf(input.FunctionName!, input.Qualifier);
  resolve(call.tx, call, reference);
  const { name, qualifier = latest } = reference;
  return { key: qualifiedKey(name, qualifier), qualifier, arn: functionArn(call, name, qualifier) };
}

function settingsOf(input: Settings, { qualifier }: Place, now: number): EventInvokeConfig {
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  return {
    qualifier,
    retriesMax: input.MaximumRetryAttempts,
    ageSecondsMax: input.MaximumEventAgeInSeconds,
    onSuccess: destination(OnSuccess?.Destination),
    onFailure: destination(OnFailure?.Destination),
    lastModified: now,
  };
}

/** AWS: queues, topics, functions and event buses; on failure also buckets, which are not served here. */
const destinations = ['sqs', 'sns', 'lambda', 'events'];

function destination(arn: string | undefined): string | undefined {
  if (!arn) return undefined;
  if (destinations.includes(parseArn(arn)?.service ?? '')) return arn;
  return invalidParameter(`The provided destination config DestinationConfig is invalid: ${arn}`);
}

function keep(call: Call, { key, arn }: Place, config: EventInvokeConfig): FunctionEventInvokeConfig {
  eventInvokeConfigs.put(call.tx, call, key, config);
  return answer(config, arn);
}

function answer(config: EventInvokeConfig, arn: string): FunctionEventInvokeConfig {
  const { retriesMax, ageSecondsMax, onSuccess, onFailure, lastModified } = config;
  return {
    LastModified: new Date(lastModified),
    FunctionArn: arn,
    ...(retriesMax !== undefined && { MaximumRetryAttempts: retriesMax }),
    ...(ageSecondsMax !== undefined && { MaximumEventAgeInSeconds: ageSecondsMax }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
