import type { AwsCall } from '../../../base/effects/aws.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { PipelineFact } from './facts.ts';
import type { PipelineState } from './pipeline-state.ts';

/**
 * What a stage that has failed is rolled back by: an inside operation, since the history of the pipeline has to be
 * read for what to go back to. Its outcome is kept in the transaction that begins the new execution.
 */
export function automaticRollback(
  state: PipelineState,
  { stage, execution }: Extract<PipelineFact, { type: 'StageFinished' }>,
): Readonly<Record<string, AwsCall>> {
  const effect: AwsCall = {
    type: 'aws.call',
    service: 'codepipeline',
    operation: 'RollbackFailedStage',
    input: {
      pipelineName: state.declaration.name,
      pipelineFlow: state.flow,
      stageName: stage,
      failedPipelineExecutionId: execution,
    },
    as: servicePrincipal('codepipeline'),
    scope: state.scope,
  };
  return { [`${prefix}${stage}`]: effect };
}

const prefix = 'roll back ';

/** The stage that such an effect is about. */
export const rolledBackStage = (effect: string): string | undefined =>
  effect.startsWith(prefix) ? effect.slice(prefix.length) : undefined;
