import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ApprovalDesk, ApprovalRequest } from './approvals.ts';
import type { Clients } from './clients.ts';
import { names } from './names.ts';
import type { Repository } from './repository.ts';
import type { Timeline } from './timeline.ts';
import { until } from './waiting.ts';

/** One commit's way through the pipeline. */
export interface Released {
  readonly executionId: string;
  readonly status: string;
  /** Wall time at which `git push` was started. */
  readonly pushedAt: number;
  readonly actions: readonly ActionExecutionDetail[];
  readonly buildId: string | undefined;
  readonly deploymentId: string | undefined;
}

const minutes = 60_000;

/** Pushes what is committed, approves when asked, tells what happens, and waits for the pipeline's end. */
export class Releasing {
  readonly #clients: Clients;
  readonly #timeline: Timeline;
  readonly #requests: ApprovalRequest[];
  readonly #desk: ApprovalDesk;

  constructor(clients: Clients, timeline: Timeline, desk: ApprovalDesk, requests: ApprovalRequest[]) {
    this.#clients = clients;
    this.#timeline = timeline;
    this.#desk = desk;
    this.#requests = requests;
  }

  async release(repository: Repository, limitMs: number): Promise<Released> {
    const revision = repository.head;
    const pushedAt = Date.now();
    repository.push('main');
    this.#timeline.tell(`git push ${revision.slice(0, 12)}`);
    const executionId = await until('the pipeline to start', minutes, () => this.#executionOf(revision));
    this.#timeline.tell(`pipeline execution ${executionId}`);
    const seen = new Set<string>();
    const status = await until('the pipeline to end', limitMs, () => this.#follow(executionId, seen));
    this.#timeline.tell(`pipeline ${status}`);
    const actions = await this.#actions(executionId);
    const idOf = (stage: string) =>
      actions.find((action) => action.stageName === stage)?.output?.executionResult?.externalExecutionId;
    return { executionId, status, pushedAt, actions, buildId: idOf('Build'), deploymentId: idOf('Deploy') };
  }

  async #executionOf(revision: string): Promise<string | undefined> {
    const { pipelineExecutionSummaries = [] } = await this.#clients.codepipeline.listPipelineExecutions({
      pipelineName: names.pipeline,
    });
    const ours = pipelineExecutionSummaries.find((execution) =>
      execution.sourceRevisions?.some((source) => source.revisionId === revision),
    );
    return ours?.pipelineExecutionId;
  }

  async #follow(pipelineExecutionId: string, seen: Set<string>): Promise<string | undefined> {
    const { pipelineExecution } = await this.#clients.codepipeline.getPipelineExecution({
      pipelineName: names.pipeline,
      pipelineExecutionId,
    });
    for (const action of (await this.#actions(pipelineExecutionId)).reverse()) this.#tell(action, seen);
    const request = this.#requests.shift();
    if (request) {
      this.#timeline.tell(`SNS asks for approval: ${request.approval.customData}`);
      await this.#desk.approve(request);
      this.#timeline.tell('approved (PutApprovalResult)');
    }
    const status = pipelineExecution!.status!;
    return status === 'InProgress' ? undefined : status;
  }

  #tell(action: ActionExecutionDetail, seen: Set<string>): void {
    const key = `${action.actionExecutionId} ${action.status}`;
    if (seen.has(key)) return;
    seen.add(key);
    const reason = action.output?.executionResult?.errorDetails?.message;
    this.#timeline.tell(
      `${action.stageName}/${action.actionName} ${action.status}${reason ? `: ${reason}` : ''}`,
    );
  }

  async #actions(pipelineExecutionId: string): Promise<ActionExecutionDetail[]> {
    const { actionExecutionDetails = [] } = await this.#clients.codepipeline.listActionExecutions({
      pipelineName: names.pipeline,
      filter: { pipelineExecutionId },
    });
    return actionExecutionDetails;
  }
}
