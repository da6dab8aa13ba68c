import { call, made, tolerate, type ResourceTag, type ResourceType } from '../../../dispatch/resource.ts';
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
    const Tags = tagMap(wanted);
    const created = yield* call<Mapping>('lambda', 'CreateEventSourceMapping', { ...properties, Tags });
    yield* made(created.UUID);
    return madeOf(created);
  },

  *update(wanted, had) {
    const { Tags: _tags, EventSourceArn: _source, ...properties } = wanted.properties;
    const asked = { ...defaults, ...properties, UUID: had.physicalId };
    const updated = yield* call<Mapping>('lambda', 'UpdateEventSourceMapping', asked);
    yield* retag(updated.EventSourceMappingArn, tagMap(wanted));
    return madeOf(updated);
  },

  *delete({ physicalId: UUID }) {
    const deleting = call('lambda', 'DeleteEventSourceMapping', { UUID });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  *adopt({ physicalId: UUID }) {
    return madeOf(yield* call<Mapping>('lambda', 'GetEventSourceMapping', { UUID }));
  },

  *read({ physicalId: UUID, properties }) {
    const asked = call<Mapping>('lambda', 'GetEventSourceMapping', { UUID });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const live: Record<string, unknown> = { ...output, Enabled: output.State === 'Enabled' };
    const said = Object.keys(properties).filter((name) => name in defaults && live[name] !== undefined);
    const { FunctionName, EventSourceArn } = properties;
    return {
      FunctionName,
      ...(EventSourceArn !== undefined && { EventSourceArn }),
      ...Object.fromEntries(said.map((name) => [name, live[name]])),
      Tags: tagList(yield* tagsOn(output.EventSourceMappingArn)),
    };
  },
};

interface Mapping {
  readonly UUID: string;
  readonly EventSourceMappingArn: string;
  readonly State?: string;
}

const madeOf = ({ UUID, EventSourceMappingArn }: Mapping) => ({
  physicalId: UUID,
  attributes: { Id: UUID, EventSourceMappingArn },
});
