import { answered, call, nameFor, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';

interface Properties {
  readonly LogGroupName: string;
  readonly LogStreamName?: string;
}

export const logStream: ResourceType<Properties> = {
  typeName: 'AWS::Logs::LogStream',
  *create(wanted) {
    const { LogGroupName: logGroupName } = wanted.properties;
    const logStreamName = wanted.properties.LogStreamName ?? nameFor(wanted, 512);
    yield* call('logs', 'CreateLogStream', { logGroupName, logStreamName });
    return { physicalId: logStreamName };
  },
  *delete({ physicalId: logStreamName, properties: { LogGroupName: logGroupName } }) {
    const asked = call('logs', 'DeleteLogStream', { logGroupName, logStreamName });
    yield* tolerate(['ResourceNotFoundException'], asked);
  },
  list: listed('logs', 'DescribeLogStreams', {
    items: 'logStreams',
    token: 'nextToken',
    of: ['LogGroupName'],
    input: ({ LogGroupName: logGroupName }: Properties) => ({ logGroupName }),
    identifier: ({ logStreamName }, { properties }) => `${properties['LogGroupName']}|${logStreamName}`,
  }),
  /** Known by its group's name and its own. */
  adopt: ({ properties }) => answered({ physicalId: properties.LogStreamName! }),
  *read({ physicalId, properties: { LogGroupName: logGroupName } }) {
    const asked = call('logs', 'DescribeLogStreams', { logGroupName, logStreamNamePrefix: physicalId });
    const found = yield* tolerate(['ResourceNotFoundException'], asked);
    const streams: { logStreamName: string }[] = found?.logStreams ?? [];
    if (!streams.some(({ logStreamName }) => logStreamName === physicalId)) return undefined;
    return { LogGroupName: logGroupName, LogStreamName: physicalId };
  },
};
