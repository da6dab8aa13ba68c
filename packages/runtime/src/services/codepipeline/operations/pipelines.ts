import type {
  CreatePipelineInput,
  CreatePipelineOutput,
  DeletePipelineInput,
  GetPipelineInput,
  GetPipelineOutput,
  ListPipelinesInput,
  ListPipelinesOutput,
  PipelineDeclaration,
  UpdatePipelineInput,
  UpdatePipelineOutput,
} from '@aws-sdk/client-codepipeline';
import { arnOf } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { actionTypeFor } from '../custom-types.ts';
import { declared, type Declaration } from '../declaration/declaration.ts';
import { validate } from '../declaration/validation.ts';
import { invalidNextToken, pipelineNameInUse, pipelineVersionNotFound } from '../errors.ts';
import type { PipelineFact } from '../flow/facts.ts';
import { beginPipeline } from '../flow/pipeline-state.ts';
import { pipelineFlow } from '../flow/pipeline.ts';
import { forget } from '../forgetting.ts';
import { pipelineOf, pipelines, stateOf, versions, within, type PipelineRecord } from '../records.ts';
import { masked, unmasked } from '../secrets.ts';
import { requireRoom } from './quotas.ts';
import { requireTrust } from './service-role.ts';
import { checkedTags, tagList } from './tags.ts';

/** AWS: API reference, ListPipelines, maxResults. */
const pageSizeMax = 1_000;

/**
 * AWS: user guide: "The pipeline runs after you create it": its first execution is triggered by
 * CreatePipeline.
 */
export const createPipeline: Handler<Given<CreatePipelineInput>, CreatePipelineOutput> = (input, call) => {
  const { name } = input.pipeline;
  if (pipelines.get(call.tx, call, name)) pipelineNameInUse(call, name);
  const declaration = declared(input.pipeline, 1);
  validate(declaration, call.region, (id) => actionTypeFor(call.tx, call, id));
  requireRoom(call, declaration);
  requireTrust(call, declaration, arnOf('codepipeline', call, name));
  const scope = { account: call.account, region: call.region };
  const flow = flowId(pipelineFlow.kind, scope, `${name}:${call.ids.uuid()}`);
  const tags = checkedTags(arnOf('codepipeline', call, name), {}, input.tags ?? []);
  keep(call, { name, flow, declaration, created: call.now, updated: call.now, tags });
  call.flows.start(
    pipelineFlow.kind,
    flow,
    beginPipeline({ scope, flow, declaration, createdBy: call.caller.arn }),
  );
  return { pipeline: view(call, declaration), tags: tagList(tags) };
};

/** Executions that run keep the declaration they began with, and are cancelled but for PARALLEL ones. */
export const updatePipeline: Handler<Given<UpdatePipelineInput>, UpdatePipelineOutput> = (input, call) => {
  const pipeline = pipelineOf(call.tx, call, input.pipeline.name);
  const before = pipeline.declaration;
  const declaration = unmasked(call.tx, call, declared(input.pipeline, before.version + 1), before);
  validate(declaration, call.region, (id) => actionTypeFor(call.tx, call, id));
  requireRoom(call, declaration);
  requireTrust(call, declaration, arnOf('codepipeline', call, declaration.name));
  keep(call, { ...pipeline, declaration, updated: call.now });
  const told: PipelineFact = { type: 'DeclarationChanged', declaration };
  call.flows.tell(pipeline.flow, told);
  return { pipeline: view(call, declaration) };
};

function keep(call: Parameters<Handler>[1], pipeline: PipelineRecord): void {
  const { name, declaration } = pipeline;
  pipelines.put(call.tx, call, name, pipeline);
  versions.put(call.tx, call, within(name, declaration.version), declaration);
}

export const getPipeline: Handler<Given<GetPipelineInput>, GetPipelineOutput> = ({ name, version }, call) => {
  const pipeline = pipelineOf(call.tx, call, name);
  const declaration =
    version === undefined ? pipeline.declaration : versions.get(call.tx, call, within(name, version));
  const { pollingDisabledAt } = stateOf(call, pipeline);
  return {
    pipeline: view(call, declaration ?? pipelineVersionNotFound(name, version!)),
    metadata: {
      pipelineArn: arnOf('codepipeline', call, name),
      created: new Date(pipeline.created),
      updated: new Date(pipeline.updated),
      ...(pollingDisabledAt !== undefined && { pollingDisabledAt: new Date(pollingDisabledAt) }),
    },
  };
};

/** Deleting what is not there is no error. */
export const deletePipeline: Handler<Given<DeletePipelineInput>, object> = ({ name }, call) => {
  const pipeline = pipelines.get(call.tx, call, name);
  if (pipeline) forget(call, pipeline);
  return {};
};

export const listPipelines: Handler<Given<ListPipelinesInput>, ListPipelinesOutput> = (input, call) => {
  const page = pageOf(pipelines.list(call.tx, call), ({ name }) => name, {
    token: input.nextToken,
    limit: input.maxResults ?? pageSizeMax,
    invalid: invalidNextToken,
  });
  return {
    pipelines: page.items.map(({ name, declaration, created, updated }) => ({
      name,
      version: declaration.version,
      pipelineType: declaration.pipelineType,
      executionMode: declaration.executionMode,
      created: new Date(created),
      updated: new Date(updated),
    })),
    nextToken: page.next,
  };
};

/** A declaration as callers see it. The SDK's types would have its lists mutable. */
const view = (call: Call, declaration: Declaration): PipelineDeclaration =>
  structuredClone(masked(call.tx, call, declaration)) as PipelineDeclaration;
