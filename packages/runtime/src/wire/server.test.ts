import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as codepipelineSdk from '@aws-sdk/client-codepipeline';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import * as s3Sdk from '@aws-sdk/client-s3';
import * as snsSdk from '@aws-sdk/client-sns';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { testSecret } from './door.simulated.ts';
import { refusal, served, someDate, withoutMetadata, type Served } from './served.contract.ts';

let door: Served['door'];
let logged: Served['logged'];
let server: Served['server'];
let options: Served['options'];

/** Reads all that it is sent, and says when it is over. */
const reading = {
  match: (_method: string, path: string) => path === '/reading',
  handle: (request: IncomingMessage) => {
    const read = buffer(request);
    readings.push(read.catch(() => undefined));
    return read.then(() => undefined);
  },
};
const readings: Promise<unknown>[] = [];

before(async () => ({ door, logged, server, options } = await served([reading])));
after(() => server.close());

test('awsJson: inputs, outputs and errors as CodePipeline has them', async () => {
  const client = new codepipelineSdk.CodePipeline(options);
  const { pipelineExecutionId } = await client.startPipelineExecution({
    name: 'demo',
    clientRequestToken: 'c',
  });
  assert.deepEqual(JSON.parse(pipelineExecutionId ?? ''), { name: 'demo', clientRequestToken: 'c' });
  const { caller, endpoint, requestId } = door.calls.at(-1) ?? assert.fail();
  assert.equal(caller.region, 'eu-west-1');
  assert.equal(caller.account, '000000000000');
  assert.equal(endpoint, options.endpoint);
  assert.match(requestId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(withoutMetadata(await client.getPipelineState({ name: 'demo' })), {
    pipelineName: 'demo',
    created: someDate,
  });
  assert.deepEqual(withoutMetadata(await client.deletePipeline({ name: 'demo' })), {});
  const notFound = await refusal(client.getPipeline({ name: 'demo' }));
  assert.ok(notFound instanceof codepipelineSdk.PipelineNotFoundException);
  assert.equal(notFound.message, "The account does not have a pipeline with name 'demo'");
});

test('awsJson: what is not served is named, what is our fault has the request id', async () => {
  const client = new codepipelineSdk.CodePipeline(options);
  const notServed = await refusal(client.getJobDetails({ jobId: 'x' }));
  assert.equal(notServed.name, 'UnsupportedOperationException');
  assert.equal(notServed.message, 'Penstock does not serve codepipeline:GetJobDetails.');
  const failure = await refusal(client.listPipelines({}));
  assert.equal(failure.name, 'InternalFailure');
  assert.equal(failure.$metadata.httpStatusCode, 500);
  assert.match(logged.at(-1) ?? '', /a bug/);
});

test('inputs are held against the constraints of the model, in AWS’s sentences', async () => {
  const client = new codepipelineSdk.CodePipeline(options);
  const actionTypeId = { category: 'X' as never, owner: 'AWS', provider: 'p', version: '1' } as const;
  const rows: readonly [Promise<unknown>, string][] = [
    [
      client.startPipelineExecution({ name: 'a b' }),
      "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy " +
        'regular expression pattern: [A-Za-z0-9.@\\-_]+',
    ],
    [
      client.startPipelineExecution({} as never),
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      client.createPipeline({
        pipeline: {
          name: 'x',
          roleArn: 'arn:aws:iam::000000000000:role/r',
          version: 0,
          stages: [{ name: 'S', actions: [{ name: 'a', actionTypeId, configuration: { k: '' } }] }],
        },
      }),
      '3 validation errors detected: ' +
        "Value 'X' at 'pipeline.stages.1.member.actions.1.member.actionTypeId.category' failed to satisfy " +
        'constraint: Member must satisfy enum value set: [Source, Build, Deploy, Test, Invoke, Approval, Compute]; ' +
        "Value '{k=}' at 'pipeline.stages.1.member.actions.1.member.configuration' failed to satisfy constraint: " +
        'Map value must satisfy constraint: [Member must have length less than or equal to 1000, ' +
        'Member must have length greater than or equal to 1]; ' +
        "Value '0' at 'pipeline.version' failed to satisfy constraint: Member must have value greater than or " +
        'equal to 1',
    ],
  ];
  for (const [call, message] of rows) {
    const error = await refusal(call);
    assert.ok(error instanceof codepipelineSdk.ValidationException, String(error));
    assert.equal(error.message, message);
  }
});

test('awsQuery: inputs, outputs and errors as SNS has them', async () => {
  const client = new snsSdk.SNS(options);
  const published = await client.publish({
    TopicArn: 'arn',
    Message: 'hé + & = \n 100%',
    MessageAttributes: { k: { DataType: 'Binary', BinaryValue: Buffer.from('xy') } },
  });
  assert.deepEqual(JSON.parse(published.MessageId ?? ''), {
    TopicArn: 'arn',
    Message: 'hé + & = \n 100%',
    MessageAttributes: { k: { DataType: 'Binary', BinaryValue: { type: 'Buffer', data: [120, 121] } } },
  });
  const created = await client.createTopic({
    Name: 'n',
    Tags: [],
    Attributes: JSON.parse('{"__proto__":"x","a":"b"}'),
  });
  assert.equal(created.TopicArn, '{"Name":"n","Attributes":{"__proto__":"x","a":"b"},"Tags":[]}');
  assert.deepEqual((await client.getTopicAttributes({ TopicArn: 'x' })).Attributes, {
    DisplayName: '<&>"\n\ufffd',
    Empty: '',
  });
  assert.deepEqual(withoutMetadata(await client.listTopics({})), {
    Topics: [{ TopicArn: 'a' }, { TopicArn: 'b' }],
    NextToken: 'c',
  });
  assert.deepEqual(
    withoutMetadata(await client.setTopicAttributes({ TopicArn: 'x', AttributeName: 'a' })),
    {},
  );
  const notFound = await refusal(client.deleteTopic({ TopicArn: 'x' }));
  assert.ok(notFound instanceof snsSdk.NotFoundException);
  assert.equal(notFound.$metadata.httpStatusCode, 404);
  assert.equal((await refusal(client.createTopic({} as never))).name, 'ValidationError');
});

test('restJson: inputs, outputs and errors as Lambda has them', async () => {
  const client = new lambdaSdk.Lambda(options);
  const created = await client.createFunction({
    FunctionName: 'f',
    Role: 'arn:aws:iam::123456789012:role/x',
    Runtime: 'nodejs22.x',
    Handler: 'i.h',
    Code: { ZipFile: Buffer.from('abc') },
  });
  assert.deepEqual(withoutMetadata(created), {
    FunctionName: 'f',
    CodeSize: 3,
    Environment: { Variables: { a: 'b' } },
  });
  const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:f';
  const invoked = await client.invoke({
    FunctionName,
    Qualifier: 'live',
    Payload: '{"ü":1}',
    LogType: 'Tail',
  });
  assert.equal(invoked.StatusCode, 202);
  assert.equal(invoked.ExecutedVersion, '$LATEST');
  assert.deepEqual(JSON.parse(Buffer.from(invoked.Payload ?? '').toString()), {
    FunctionName,
    Qualifier: 'live',
    LogType: 'Tail',
    Payload: '{"ü":1}',
  });
  const listed = await client.listFunctions({ MaxItems: 3, Marker: 'a b' });
  assert.deepEqual(JSON.parse(listed.NextMarker ?? ''), { Marker: 'a b', MaxItems: 3 });
  assert.deepEqual(withoutMetadata(await client.deleteFunctionConcurrency({ FunctionName: 'f' })), {});
  const notFound = await refusal(client.getFunction({ FunctionName: 'f' }));
  assert.ok(notFound instanceof lambdaSdk.ResourceNotFoundException);
  assert.equal(notFound.Type, 'User');
  assert.equal((await refusal(client.listFunctions({ MaxItems: 0 }))).name, 'ValidationException');
});

for (const [name, protocol] of Object.entries({
  awsJson: undefined,
  rpcv2Cbor: AwsSmithyRpcV2CborProtocol,
  awsQuery: AwsQueryProtocol,
})) {
  test(`${name}: CloudWatch answers in each of its protocols`, async () => {
    const client = new cloudwatchSdk.CloudWatch({
      ...options,
      ...(protocol && { protocol: protocol as never }),
    });
    assert.deepEqual(withoutMetadata(await client.describeAlarms({})), {
      MetricAlarms: [{ AlarmName: 'x', StateUpdatedTimestamp: someDate, Threshold: 5.5, Dimensions: [] }],
    });
    const Dimensions = [{ Name: 'a', Value: 'b' }];
    const asked = {
      Namespace: 'n/a',
      MetricName: 'm',
      Dimensions,
      StartTime: new Date(5_000),
      EndTime: new Date(1_700_000_000_000),
      Period: 60,
      ExtendedStatistics: ['p99'],
    };
    const { Label } = await client.getMetricStatistics(asked);
    assert.deepEqual(JSON.parse(Label ?? ''), JSON.parse(JSON.stringify(asked)));
    const datum = { MetricName: 'm', Value: 1.5, Timestamp: new Date(5_000), StatisticValues: undefined };
    assert.deepEqual(
      withoutMetadata(await client.putMetricData({ Namespace: 'n', MetricData: [datum] })),
      {},
    );
    const many = Array.from({ length: 500 }, (_, Value) => ({ ...datum, Value }));
    // Long requests are compressed; the SDK states the length before that where it writes CBOR, so not there.
    const sent = name === 'rpcv2Cbor' ? many.slice(0, 50) : many;
    await client.putMetricData({ Namespace: 'n', MetricData: sent });
    assert.equal(door.calls.at(-1)?.input.MetricData.length, sent.length);
    const missing = await refusal(
      client.putMetricData({ Namespace: 'n', MetricData: [{ Unit: 'Count' } as never] }),
    );
    assert.ok(missing instanceof cloudwatchSdk.MissingRequiredParameterException);
    assert.equal(missing.message, 'The parameter MetricData.member.1.MetricName is required.');
    const notFound = await refusal(
      client.setAlarmState({ AlarmName: 'a', StateValue: 'OK', StateReason: 'r' }),
    );
    assert.ok(notFound instanceof cloudwatchSdk.ResourceNotFound);
    assert.equal(notFound.$metadata.httpStatusCode, 404);
  });
}

test('ec2Query: inputs, outputs and errors as EC2 has them', async () => {
  const client = new ec2Sdk.EC2(options);
  const asked = { Filters: [{ Name: 'isDefault', Values: ['true', 'x'] }], MaxResults: 10 };
  const { Vpcs } = await client.describeVpcs(asked);
  assert.deepEqual(JSON.parse(Vpcs?.[0]?.VpcId ?? ''), asked);
  assert.deepEqual(Vpcs?.[0]?.Tags, [{ Key: 'a', Value: 'b' }]);
  const invalid = await refusal(client.createTags({ Resources: ['a'], Tags: [{ Key: 'a', Value: 'b' }] }));
  assert.equal(invalid.name, 'InvalidID');
  assert.equal((await refusal(client.describeSubnets({}))).name, 'UnsupportedOperation');
});

test('each protocol says no to strangers in its own words', async () => {
  const session = { accessKeyId: 'ASIASESSION', secretAccessKey: testSecret, sessionToken: 'the-token/+=' };
  const rows: readonly [credentials: object, json: string, query: string, s3: string][] = [
    [
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wrong' },
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
    ],
    [
      { accessKeyId: 'AKIDNOBODY', secretAccessKey: testSecret },
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
    ],
    [
      { ...session, sessionToken: 'x' },
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidToken',
    ],
    [{ ...session, accessKeyId: 'ASIAEXPIRED' }, 'ExpiredTokenException', 'ExpiredToken', 'ExpiredToken'],
  ];
  for (const [credentials, json, query, s3] of rows) {
    const as = { ...options, credentials: credentials as typeof options.credentials };
    const names = [
      await refusal(new codepipelineSdk.CodePipeline(as).getPipelineState({ name: 'x' })),
      await refusal(new lambdaSdk.Lambda(as).listFunctions({})),
      await refusal(new snsSdk.SNS(as).listTopics({})),
      await refusal(new s3Sdk.S3({ ...as, forcePathStyle: true }).listBuckets({})),
    ].map(({ name }) => name);
    assert.deepEqual(names, [json, json, query, s3]);
  }
  await new snsSdk.SNS({ ...options, credentials: session }).listTopics({});
});

test('who hangs up before his request is whole is no fault of the server', async () => {
  const before = logged.length;
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /reading HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n{');
  while (readings.length === 0) await turn();
  socket.destroy();
  await readings[0];
  await turn();
  assert.deepEqual(logged.slice(before), []);
});
