import type {
  DeleteLifecyclePolicyRequest,
  DeleteLifecyclePolicyResponse,
  GetLifecyclePolicyPreviewRequest,
  GetLifecyclePolicyPreviewResponse,
  GetLifecyclePolicyRequest,
  GetLifecyclePolicyResponse,
  LifecyclePolicyPreviewResult,
  PutLifecyclePolicyRequest,
  PutLifecyclePolicyResponse,
  StartLifecyclePolicyPreviewRequest,
  StartLifecyclePolicyPreviewResponse,
} from '@aws-sdk/client-ecr';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidLifecyclePolicy, lifecyclePolicyNotFound, lifecyclePreviewNotFound } from '../errors.ts';
import { lifecycleFlow, lifecycleFlowId, type Lifecycle } from '../flow/lifecycle.ts';
import { expiring } from '../lifecycle/evaluation.ts';
import { parseLifecyclePolicy, PolicyFault, type Rule } from '../lifecycle/policy.ts';
import { images, previews, repositories, within, type Expiring, type RepositoryRecord } from '../records.ts';
import { removeImage } from './images.ts';
import { invalidToken, placeOf, repositoryOf } from './repositories.ts';
import { forgetUnused } from './unused-layers.ts';

// AWS: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html
export const putLifecyclePolicy: Handler<PutLifecyclePolicyRequest, PutLifecyclePolicyResponse> = (
  input,
  call,
) => {
  const repository = repositoryOf(call, input);
  const { name } = repository;
  const text = input.lifecyclePolicyText!;
  rulesIn(text);
  const lifecycle = { text, evaluatedAt: call.now };
  repositories.put(call.tx, call, name, { ...repository, lifecycle });
  const id = lifecycleFlowId(call, name);
  const state: Lifecycle = { account: call.account, region: call.region, repositoryName: name };
  call.flows.remove(id);
  call.flows.start(lifecycleFlow.kind, id, state);
  return { registryId: call.account, repositoryName: name, lifecyclePolicyText: text };
};

/** A text that is a lifecycle policy. */
export const requireLifecycle = (text: string): void => void rulesIn(text);

function rulesIn(text: string): Rule[] {
  try {
    return parseLifecyclePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicyFault)) throw error;
    return invalidLifecyclePolicy(error.message);
  }
}

export const getLifecyclePolicy: Handler<GetLifecyclePolicyRequest, GetLifecyclePolicyResponse> = (
  input,
  call,
) => {
  const repository = repositoryOf(call, input);
  return answer(call, repository);
};

export const deleteLifecyclePolicy: Handler<DeleteLifecyclePolicyRequest, DeleteLifecyclePolicyResponse> = (
  input,
  call,
) => {
  const repository = repositoryOf(call, input);
  const answered = answer(call, repository);
  repositories.put(call.tx, call, repository.name, { ...repository, lifecycle: undefined });
  call.flows.remove(lifecycleFlowId(call, repository.name));
  return answered;
};

function answer(call: Call, { name, lifecycle }: RepositoryRecord) {
  if (!lifecycle) return lifecyclePolicyNotFound(placeOf(call, name));
  return {
    registryId: call.account,
    repositoryName: name,
    lifecyclePolicyText: lifecycle.text,
    lastEvaluatedAt: new Date(lifecycle.evaluatedAt),
  };
}

/** Inside only: what the repository's policy has expire now goes. */
export const applyLifecyclePolicy: Handler<{ readonly repositoryName: string }, object> = (input, call) => {
  const repository = repositoryOf(call, input);
  const { name, lifecycle } = repository;
  if (!lifecycle) return {};
  for (const { digest } of expiringIn(call, name, lifecycle.text)) removeImage(call, name, digest);
  forgetUnused(call, name);
  repositories.put(call.tx, call, name, {
    ...repository,
    lifecycle: { ...lifecycle, evaluatedAt: call.now },
  });
  return {};
};

const expiringIn = (call: Call, repository: string, text: string): Expiring[] =>
  expiring(images.list(call.tx, call, { prefix: within(repository, '') }), rulesIn(text), call.now);

export const startLifecyclePolicyPreview: Handler<
  StartLifecyclePolicyPreviewRequest,
  StartLifecyclePolicyPreviewResponse
> = (input, call) => {
  const { name, lifecycle } = repositoryOf(call, input);
  const text = input.lifecyclePolicyText ?? lifecycle?.text ?? lifecyclePolicyNotFound(placeOf(call, name));
  previews.put(call.tx, call, name, { text, expiring: expiringIn(call, name, text) });
  return { registryId: call.account, repositoryName: name, lifecyclePolicyText: text, status: 'IN_PROGRESS' };
};

/** AWS: maxResults: "returns up to 100 results". */
const listedMax = 100;

export const getLifecyclePolicyPreview: Handler<
  GetLifecyclePolicyPreviewRequest,
  GetLifecyclePolicyPreviewResponse
> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const preview = previews.get(call.tx, call, name) ?? lifecyclePreviewNotFound(placeOf(call, name));
  const page = pageOf(preview.expiring, ({ digest }) => digest, {
    token: input.nextToken,
    limit: input.maxResults ?? listedMax,
    invalid: invalidToken,
  });
  return {
    registryId: call.account,
    repositoryName: name,
    lifecyclePolicyText: preview.text,
    status: 'COMPLETE',
    nextToken: page.next,
    previewResults: page.items.map(resultOf),
    summary: { expiringImageTotalCount: preview.expiring.length },
  };
};

const resultOf = ({ digest, tags, pushedAt, rulePriority }: Expiring): LifecyclePolicyPreviewResult => ({
  imageTags: [...tags],
  imageDigest: digest,
  imagePushedAt: new Date(pushedAt),
  action: { type: 'EXPIRE' },
  appliedRulePriority: rulePriority,
});
