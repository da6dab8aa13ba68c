import type {
  DeleteRepositoryPolicyRequest,
  DeleteRepositoryPolicyResponse,
  GetRepositoryPolicyRequest,
  GetRepositoryPolicyResponse,
  SetRepositoryPolicyRequest,
  SetRepositoryPolicyResponse,
} from '@aws-sdk/client-ecr';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidPolicy, repositoryPolicyNotFound } from '../errors.ts';
import { repositories, type RepositoryRecord } from '../records.ts';
import { placeOf, repositoryOf } from './repositories.ts';

// AWS: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
export const setRepositoryPolicy: Handler<SetRepositoryPolicyRequest, SetRepositoryPolicyResponse> = (
  input,
  call,
) => {
  const repository = repositoryOf(call, input);
  const policyText = input.policyText!;
  if (!isPolicy(policyText)) invalidPolicy('PolicyText');
  repositories.put(call.tx, call, repository.name, { ...repository, policyText });
  return answer(call, { ...repository, policyText });
};

/** Enough to be one: IAM reads it where it judges. */
export function isPolicy(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null && 'Statement' in document;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

export const getRepositoryPolicy: Handler<GetRepositoryPolicyRequest, GetRepositoryPolicyResponse> = (
  input,
  call,
) => answer(call, repositoryOf(call, input));

export const deleteRepositoryPolicy: Handler<
  DeleteRepositoryPolicyRequest,
  DeleteRepositoryPolicyResponse
> = (input, call) => {
  const repository = repositoryOf(call, input);
  const answered = answer(call, repository);
  repositories.put(call.tx, call, repository.name, { ...repository, policyText: undefined });
  return answered;
};

function answer(call: Call, { name, policyText }: RepositoryRecord) {
  if (policyText === undefined) return repositoryPolicyNotFound(placeOf(call, name));
  return { registryId: call.account, repositoryName: name, policyText };
}
