// The exceptions of this service, in the words AWS uses. Nowhere else spells them. Where no source is given,
// the sentence is the exception's description in the API reference, which is what AWS answers as far as we
// have seen.
import { AwsError } from '../../base/aws-error.ts';
import type { Scope } from '../../base/scope.ts';

// AWS: seen in the wild, e.g. in moto's recorded answers.
export function pipelineNotFound(scope: Scope, name: string): never {
  const message = `Account '${scope.account}' does not have a pipeline with name '${name}'`;
  throw new AwsError('PipelineNotFoundException', message);
}

// AWS: seen in the wild, as above.
export function pipelineNameInUse(scope: Scope, name: string): never {
  const message = `A pipeline with the name '${name}' already exists in account '${scope.account}'`;
  throw new AwsError('PipelineNameInUseException', message);
}

// AWS: unverified wording.
export function pipelineVersionNotFound(name: string, version: number): never {
  const message = `The pipeline '${name}' does not have a version ${version}`;
  throw new AwsError('PipelineVersionNotFoundException', message);
}

// AWS: unverified wording.
export function pipelineExecutionNotFound(id: string): never {
  throw new AwsError('PipelineExecutionNotFoundException', `The pipeline execution ${id} does not exist`);
}

// AWS: unverified wording.
export function stageNotFound(pipeline: string, stage: string): never {
  throw new AwsError(
    'StageNotFoundException',
    `Pipeline '${pipeline}' does not have a stage named '${stage}'`,
  );
}

// AWS: unverified wording.
export function actionNotFound(stage: string, action: string): never {
  throw new AwsError('ActionNotFoundException', `Stage '${stage}' does not have an action named '${action}'`);
}

// AWS: unverified wording.
export function actionExecutionNotFound(id: string): never {
  throw new AwsError('ActionExecutionNotFoundException', `The action execution ${id} does not exist`);
}

export function invalidStructure(message: string): never {
  throw new AwsError('InvalidStructureException', message);
}

export function invalidActionDeclaration(message: string): never {
  throw new AwsError('InvalidActionDeclarationException', message);
}

// AWS: API reference: blockers are "reserved for future use"; that one is refused so: unverified.
export function invalidBlockerDeclaration(): never {
  throw new AwsError('InvalidBlockerDeclarationException', 'Reserved for future use.');
}

export function invalidStageDeclaration(message: string): never {
  throw new AwsError('InvalidStageDeclarationException', message);
}

export function validation(message: string): never {
  throw new AwsError('ValidationException', message);
}

export function invalidApprovalToken(): never {
  const message = 'The approval request already received a response or has expired.';
  throw new AwsError('InvalidApprovalTokenException', message);
}

// AWS: as seen in the wild.
export function outdatedApproval(pipeline: string): never {
  throw new AwsError(
    'InvalidApprovalTokenException',
    `The pipeline ${pipeline} has been updated, and the approval request you responded to is now out of ` +
      'date.',
  );
}

export function approvalAlreadyCompleted(): never {
  const message = 'The approval action has already been approved or rejected.';
  throw new AwsError('ApprovalAlreadyCompletedException', message);
}

export function duplicatedStopRequest(): never {
  throw new AwsError(
    'DuplicatedStopRequestException',
    'The pipeline execution is already in a Stopping state. If you already chose to stop and wait, you ' +
      'cannot make that request again. You can choose to stop and abandon now, but be aware that this ' +
      'option can lead to failed tasks or out of sequence tasks. If you already chose to stop and abandon, ' +
      'you cannot make that request again.',
  );
}

export function pipelineExecutionNotStoppable(): never {
  throw new AwsError(
    'PipelineExecutionNotStoppableException',
    'Unable to stop the pipeline execution. The execution might already be in a Stopped state, or it ' +
      'might no longer be in progress.',
  );
}

export function stageNotRetryable(): never {
  throw new AwsError(
    'StageNotRetryableException',
    'Unable to retry. The pipeline structure or stage state might have changed while actions awaited ' +
      'retry, or the stage contains no failed actions.',
  );
}

export function notLatestPipelineExecution(): never {
  throw new AwsError(
    'NotLatestPipelineExecutionException',
    'The stage has failed in a later run of the pipeline and the pipelineExecutionId associated with the ' +
      'request is out of date.',
  );
}

// AWS: the first sentence and the causes are the exception's description; each cause alone is unverified wording.
export function unableToRollbackStage(cause: string): never {
  throw new AwsError('UnableToRollbackStageException', `Unable to roll back the stage. ${cause}`);
}

export function pipelineExecutionOutdated(): never {
  throw new AwsError(
    'PipelineExecutionOutdatedException',
    'The specified pipeline execution is outdated and cannot be used as a target pipeline execution for ' +
      'rollback.',
  );
}

export function conditionNotOverridable(): never {
  throw new AwsError(
    'ConditionNotOverridableException',
    'Unable to override because the condition does not allow overrides.',
  );
}

export function concurrentPipelineExecutionsLimitExceeded(): never {
  throw new AwsError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    'The pipeline has reached the limit for concurrent pipeline executions.',
  );
}

export function invalidNextToken(): never {
  throw new AwsError(
    'InvalidNextTokenException',
    'The next token was specified in an invalid format. Make sure that the next token you provide is the ' +
      'token returned by a previous call.',
  );
}

export function invalidArn(): never {
  throw new AwsError('InvalidArnException', 'The specified resource ARN is invalid.');
}

// AWS: seen in the wild, e.g. in moto's recorded answers.
export function resourceNotFound(scope: Scope, name: string): never {
  throw new AwsError(
    'ResourceNotFoundException',
    `The account with id '${scope.account}' does not include a pipeline with the name '${name}'`,
  );
}

export function tooManyTags(arn: string): never {
  throw new AwsError('TooManyTagsException', `Tag limit exceeded for resource [${arn}].`);
}

export function systemTag(key: string): never {
  throw new AwsError(
    'InvalidTagsException',
    `Not allowed to modify system tags. System tags start with 'aws:'. [${key}]`,
  );
}

export function jobNotFound(): never {
  throw new AwsError(
    'JobNotFoundException',
    'The job was specified in an invalid format or cannot be found.',
  );
}

export function invalidJobState(status: string): never {
  // AWS: unverified wording.
  throw new AwsError(
    'InvalidJobStateException',
    `The job state was specified in an invalid format: ${status}`,
  );
}

// AWS: as seen in the wild, both.
export function jobAlreadyReported(id: string): never {
  throw new AwsError(
    'InvalidJobStateException',
    `The status of job with id ${id} is already set to the desired value. It cannot be updated with the same ` +
      'status, but different result or output variables.',
  );
}

export function jobTerminated(id: string): never {
  throw new AwsError('InvalidJobStateException', `Job with id ${id} has already terminated`);
}

// AWS: the exception's description.
export function outputVariablesSizeExceeded(): never {
  throw new AwsError(
    'OutputVariablesSizeExceededException',
    'Exceeded the total size limit for all variables in the pipeline.',
  );
}

export function invalidNonce(): never {
  throw new AwsError('InvalidNonceException', 'The nonce was specified in an invalid format.');
}

export function actionTypeNotFound(type: string): never {
  // AWS: unverified wording.
  throw new AwsError('ActionTypeNotFoundException', `The specified action type cannot be found: ${type}`);
}

// AWS: unverified that a second custom action type of a name is refused so.
export function actionTypeAlreadyExists(provider: string, version: string): never {
  validation(`An action type of the provider ${provider} exists already in version ${version}`);
}

// AWS: API reference, DeleteCustomActionType; unverified words.
export function actionTypeDeleted(provider: string, version: string): never {
  validation(
    `The action type of the provider ${provider} in version ${version} has been deleted. Use a version that has ` +
      'never been used before, or restore it as it was',
  );
}

export function limitExceeded(): never {
  throw new AwsError(
    'LimitExceededException',
    'The number of pipelines associated with the Amazon Web Services account has exceeded the limit allowed ' +
      'for the account.',
  );
}

// AWS: as seen in the wild (awslabs/aws-service-catalog-factory#47).
export function tooManyPolling(most: number): never {
  throw new AwsError(
    'LimitExceededException',
    `Maximum number of pipelines using periodic source checks in account (${most}) exceeded. Switch to ` +
      'event-based change detection such as Amazon CloudWatch Events or webhooks to save this pipeline. ' +
      'Learn more: https://docs.aws.amazon.com/console/codepipeline/polling-to-events-based',
  );
}

// AWS: the API reference's sentence; as answered: unverified.
export function webhookNotFound(): never {
  throw new AwsError(
    'WebhookNotFoundException',
    'The specified webhook was entered in an invalid format or cannot be found.',
  );
}

export function invalidWebhookFilter(path: string): never {
  // AWS: the first sentence is the API reference's; the second is ours.
  const message = `The specified event filter rule is in an invalid format. The path is '${path}'.`;
  throw new AwsError('InvalidWebhookFilterPatternException', message);
}

export function invalidWebhookAuthentication(): never {
  const message = 'The specified authentication type is in an invalid format.';
  throw new AwsError('InvalidWebhookAuthenticationParametersException', message);
}

export function tooManyWebhooks(): never {
  const message =
    'The number of webhooks associated with the AWS account has exceeded the limit allowed for the account.';
  throw new AwsError('LimitExceededException', message);
}
