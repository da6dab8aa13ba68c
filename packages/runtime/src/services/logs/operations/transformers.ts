import type {
  DeleteTransformerRequest,
  GetTransformerRequest,
  GetTransformerResponse,
  PutTransformerRequest,
  TestTransformerRequest,
  TestTransformerResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import { groupArn } from '../records.ts';
import { transformerOf } from '../transform/transformer.ts';
import { transformers } from '../transformers.ts';
import { groupOf } from './groups.ts';
import { requireStandard } from './log-classes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutTransformer.html */
const putTransformer: Handler<PutTransformerRequest, object> = (input, call) => {
  const group = groupOf(call, undefined, input.logGroupIdentifier);
  requireStandard(group, 'Transformers');
  const config = input.transformerConfig!;
  transformerOf(config);
  const before = transformers.get(call.tx, call, group.name);
  transformers.put(call.tx, call, group.name, {
    group: group.name,
    config,
    createdAt: before?.createdAt ?? call.now,
    modifiedAt: call.now,
  });
  return {};
};

/** AWS: unverified that of a group without one nothing is told, and no error. */
const getTransformer: Handler<GetTransformerRequest, GetTransformerResponse> = (input, call) => {
  const group = groupOf(call, undefined, input.logGroupIdentifier);
  const transformer = transformers.get(call.tx, call, group.name);
  if (!transformer) return {};
  return {
    logGroupIdentifier: groupArn(call, group.name),
    creationTime: transformer.createdAt,
    lastModifiedTime: transformer.modifiedAt,
    transformerConfig: [...transformer.config],
  };
};

const deleteTransformer: Handler<DeleteTransformerRequest, object> = (input, call) => {
  const group = groupOf(call, undefined, input.logGroupIdentifier);
  if (!transformers.get(call.tx, call, group.name)) resourceNotFound();
  transformers.delete(call.tx, call, group.name);
  return {};
};

/** They are of no log group: what a transformer copies of one is not there. */
const testTransformer: Handler<TestTransformerRequest, TestTransformerResponse> = (input) => {
  const transformer = transformerOf(input.transformerConfig!);
  return {
    transformedLogs: input.logEventMessages!.map((eventMessage, at) => ({
      eventNumber: at + 1,
      eventMessage,
      // AWS: unverified what is told of an event that cannot be transformed: itself.
      transformedEventMessage: transformer(eventMessage, {}) ?? eventMessage,
    })),
  };
};

export const transformerOperations = {
  DeleteTransformer: deleteTransformer,
  GetTransformer: getTransformer,
  PutTransformer: putTransformer,
  TestTransformer: testTransformer,
};
