import { spelling } from '../../../base/spelling.ts';
import {
  call,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Stood,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { large, retag, small } from '../../../dispatch/retag.ts';

const { api, template } = spelling({ verbatim: ['Configuration'] });

interface Transition {
  readonly StageName: string;
  readonly Reason: string;
}

export const pipeline: ResourceType = {
  typeName: 'AWS::CodePipeline::Pipeline',
  *create(wanted) {
    const name = wanted.properties['Name'] ?? nameFor(wanted, 100);
    const tags = small(tagsOf(wanted, wanted.properties['Tags']));
    yield* call('codepipeline', 'CreatePipeline', {
      pipeline: declared(wanted.properties, name),
      ...(tags.length > 0 && { tags }),
    });
    yield* made(name);
    yield* shut(name, transitionsOf(wanted.properties), []);
    return yield* madeOf(wanted, name);
  },
  *update(wanted, { physicalId: name, properties: before }) {
    yield* call('codepipeline', 'UpdatePipeline', { pipeline: declared(wanted.properties, name) });
    yield* shut(name, transitionsOf(wanted.properties), transitionsOf(before));
    yield* retagged(wanted, name);
    if (wanted.properties['RestartExecutionOnUpdate'])
      yield* call('codepipeline', 'StartPipelineExecution', { name, clientRequestToken: wanted.token });
    return yield* madeOf(wanted, name);
  },
  *delete({ physicalId: name }) {
    yield* call('codepipeline', 'DeletePipeline', { name });
  },
  list: listed('codepipeline', 'ListPipelines', {
    items: 'pipelines',
    token: 'nextToken',
    identifier: ({ name }) => name,
  }),
  adopt: (sought: Had) => madeOf(sought, sought.physicalId),
  *read({ physicalId: name, properties }: Had) {
    const found = yield* tolerate(
      ['PipelineNotFoundException'],
      call('codepipeline', 'GetPipeline', { name }),
    );
    if (!found) return undefined;
    const { tags } = yield* call('codepipeline', 'ListTagsForResource', {
      resourceArn: found.metadata.pipelineArn,
    });
    const { stageStates } = yield* call('codepipeline', 'GetPipelineState', { name });
    const { version: _, artifactStores, ...is } = found.pipeline;
    const stores = Object.entries((artifactStores ?? {}) as Properties);
    const { RestartExecutionOnUpdate } = properties;
    return {
      ...template(is),
      ...(stores.length > 0 && {
        ArtifactStores: stores.map(([Region, store]) => ({ Region, ArtifactStore: template(store) })),
      }),
      DisableInboundStageTransitions: (stageStates as StageState[])
        .filter(({ inboundTransitionState: state }) => state?.enabled === false)
        .map(({ stageName, inboundTransitionState: state }) => ({
          StageName: stageName,
          Reason: state?.disabledReason,
        })),
      Tags: large(tags),
      ...(RestartExecutionOnUpdate !== undefined && { RestartExecutionOnUpdate }),
    };
  },
};

interface StageState {
  readonly stageName: string;
  readonly inboundTransitionState?: { readonly enabled: boolean; readonly disabledReason?: string };
}

/** A template's artifact stores are a list; the API has them by region. */
function declared(properties: Properties, name: string): object {
  const {
    Tags: _,
    DisableInboundStageTransitions: __,
    RestartExecutionOnUpdate: ___,
    ArtifactStores,
    ...rest
  } = properties;
  const stores = (ArtifactStores as Properties[] | undefined)?.map(({ Region, ArtifactStore }) => [
    Region,
    api(ArtifactStore),
  ]);
  const { stages, ...members } = api(rest);
  return {
    ...members,
    name,
    ...(stores && { artifactStores: Object.fromEntries(stores) }),
    stages: (stages as Properties[]).map(stageOf),
  };
}

/** What a template may give as a number or a truth, the API takes as text. */
function stageOf({ actions, beforeEntry, onSuccess, onFailure, ...stage }: Properties): object {
  return {
    ...stage,
    actions: (actions as Properties[]).map(inTexts),
    ...(beforeEntry && { beforeEntry: conditionsOf(beforeEntry) }),
    ...(onSuccess && { onSuccess: conditionsOf(onSuccess) }),
    ...(onFailure && { onFailure: conditionsOf(onFailure) }),
  };
}

function conditionsOf({ conditions, ...others }: Properties): object {
  return {
    ...others,
    ...(conditions && {
      conditions: (conditions as Properties[]).map(({ rules, ...condition }) => ({
        ...condition,
        ...(rules && { rules: (rules as Properties[]).map(inTexts) }),
      })),
    }),
  };
}

/** An action, or a rule. */
const inTexts = ({ configuration, ...others }: Properties): object => ({
  ...others,
  ...(configuration && { configuration: textsOf(configuration) }),
});

function textsOf(configuration: Readonly<Record<string, unknown>>): Record<string, string> {
  const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, text(value)]));
}

const transitionsOf = (properties: Properties): readonly Transition[] =>
  properties['DisableInboundStageTransitions'] ?? [];

function* shut(pipelineName: string, wanted: readonly Transition[], had: readonly Transition[]): Work<void> {
  const inbound = (stageName: string) => ({ pipelineName, stageName, transitionType: 'Inbound' });
  const isWanted = ({ StageName }: Transition) => wanted.some((each) => each.StageName === StageName);
  for (const transition of had)
    if (!isWanted(transition))
      yield* tolerate(
        ['StageNotFoundException'],
        call('codepipeline', 'EnableStageTransition', inbound(transition.StageName)),
      );
  for (const { StageName, Reason: reason } of wanted)
    yield* call('codepipeline', 'DisableStageTransition', { ...inbound(StageName), reason });
}

const arnOf = ({ region, account }: Stood, name: string): string =>
  `arn:aws:codepipeline:${region}:${account}:${name}`;

function* madeOf(wanted: Stood, name: string): Work<Made> {
  const { pipeline: is } = yield* call('codepipeline', 'GetPipeline', { name });
  return { physicalId: name, attributes: { Version: String(is.version), Arn: arnOf(wanted, name) } };
}

function* retagged(wanted: Wanted, name: string): Work<void> {
  const resourceArn = arnOf(wanted, name);
  const { tags } = yield* call('codepipeline', 'ListTagsForResource', { resourceArn });
  yield* retag(large(tags), tagsOf(wanted, wanted.properties['Tags']), {
    add: (added) => call('codepipeline', 'TagResource', { resourceArn, tags: small(added) }),
    remove: (tagKeys) => call('codepipeline', 'UntagResource', { resourceArn, tagKeys }),
  });
}
