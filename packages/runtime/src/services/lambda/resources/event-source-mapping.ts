import { parseArn } from '../../../base/arn.ts';
import { mayBeRecorded, recorded } from '../../../dispatch/recording.ts';
import {
  call,
  made,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Stood,
  isTold,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';
import { retag, tagList, tagMap, tagsOn } from './tagging.ts';

interface Properties {
  readonly FunctionName: string;
  readonly EventSourceArn?: string;
  readonly Tags?: readonly ResourceTag[];
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] };
  readonly [other: string]: unknown;
}

/** What is written where the template does not say it. */
const defaults = {
  Enabled: true,
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 0,
  FunctionResponseTypes: [],
  FilterCriteria: { Filters: [] },
  ScalingConfig: {},
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ … lambda-eventsourcemapping.html */
export const eventSourceMapping: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::EventSourceMapping',

  *create(wanted) {
    const { Tags: _tags, ...properties } = wanted.properties;
    if (isRecorded(wanted)) {
      yield* made(wanted.token);
      yield* recorded(wanted);
      return madeOf({ UUID: wanted.token, EventSourceMappingArn: mappingArn(wanted, wanted.token) });
    }
    const Tags = tagMap(wanted);
    const created = yield* call<Mapping>('lambda', 'CreateEventSourceMapping', { ...properties, Tags });
    yield* made(created.UUID);
    return madeOf(created);
  },

  *update(wanted, had) {
    if (isRecorded(wanted)) return { physicalId: had.physicalId, attributes: had.attributes };
    const { Tags: _tags, EventSourceArn: _source, ...properties } = wanted.properties;
    const asked = { ...defaults, ...properties, UUID: had.physicalId };
    const updated = yield* call<Mapping>('lambda', 'UpdateEventSourceMapping', asked);
    yield* retag(updated.EventSourceMappingArn, tagMap(wanted));
    return madeOf(updated);
  },

  *delete(had) {
    const { physicalId: UUID } = had;
    if (isRecorded(had)) return;
    const deleting = call('lambda', 'DeleteEventSourceMapping', { UUID });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListEventSourceMappings', {
    items: 'EventSourceMappings',
    token: ['Marker', 'NextMarker'],
    identifier: ({ UUID }) => UUID,
  }),
  *adopt({ physicalId: UUID }) {
    return madeOf(yield* call<Mapping>('lambda', 'GetEventSourceMapping', { UUID }));
  },

  *read(had) {
    const { physicalId: UUID, properties } = had;
    if (isRecorded(had)) return properties;
    const asked = call<Mapping>('lambda', 'GetEventSourceMapping', { UUID });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const live: Record<string, unknown> = { ...output, Enabled: output.State === 'Enabled' };
    const names = Object.keys(defaults).filter((name) => isTold(had, name));
    const said = names.filter((name) => live[name] !== undefined);
    const { FunctionName, EventSourceArn } = isOnItsOwn(had) ? (output as Mapping & Properties) : properties;
    return {
      FunctionName: FunctionName ?? output.FunctionArn,
      ...(EventSourceArn !== undefined && { EventSourceArn }),
      ...Object.fromEntries(said.map((name) => [name, live[name]])),
      Tags: tagList(yield* tagsOn(output.EventSourceMappingArn)),
    };
  },
};

/** AWS: streams of Kinesis and DynamoDB, brokers and clusters: none of them is here. */
const isRecorded = (stood: Stood & { readonly properties: Properties }): boolean =>
  parseArn(stood.properties.EventSourceArn ?? '')?.service !== 'sqs' && mayBeRecorded(stood);

const mappingArn = ({ region, account }: Stood, uuid: string): string =>
  `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`;

interface Mapping {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly FunctionArn?: string;
  readonly State?: string;
}

const madeOf = ({ UUID, EventSourceMappingArn }: Mapping) => ({
  physicalId: UUID,
  attributes: { Id: UUID, EventSourceMappingArn },
});
