import type { JobReport } from '../actions/jobs.ts';
import type { ConditionKind } from '../declaration/conditions.ts';
import type { ExecutionMode, Declaration } from '../declaration/declaration.ts';

/** What a pipeline is told: by callers, through handlers, and by its executions. */
export type PipelineFact =
  | {
      readonly type: 'ExecutionBegun';
      readonly execution: string;
      readonly ordinal: number;
      readonly mode: ExecutionMode;
      /** Their names, in order. */
      readonly stages: readonly string[];
      /** It takes its one stage back to what was there before. */
      readonly rollback?: boolean;
    }
  | {
      readonly type: 'StageFinished';
      readonly execution: string;
      readonly stage: string;
      readonly status: StageEnd;
      /** The actions that ran. */
      readonly ran: readonly string[];
      /** The stage has failed, and is to be rolled back before anybody else enters it. */
      readonly rollsBack?: boolean;
    }
  | {
      readonly type: 'StopRequested';
      readonly execution: string;
      readonly abandon: boolean;
      readonly reason?: string | undefined;
    }
  | {
      readonly type: 'RetryRequested';
      readonly execution: string;
      readonly ordinal: number;
      readonly mode: ExecutionMode;
      readonly stages: readonly string[];
      readonly stage: string;
      readonly retryMode: RetryMode;
    }
  | {
      readonly type: 'OverrideRequested';
      readonly execution: string;
      readonly ordinal: number;
      readonly mode: ExecutionMode;
      readonly stages: readonly string[];
      readonly stage: string;
      readonly condition: ConditionKind;
      readonly by: string;
    }
  | {
      readonly type: 'TransitionChanged';
      readonly stage: string;
      readonly enabled: boolean;
      readonly reason?: string | undefined;
      readonly by: string;
    }
  | { readonly type: 'DeclarationChanged'; readonly declaration: Declaration };

/** How an execution has left a stage. */
export type StageEnd = 'Succeeded' | 'Failed' | 'Stopped' | 'Skipped' | 'Cancelled';
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';
export type RetryTrigger = 'AutomatedStageRetry' | 'ManualStageRetry';

/** What an execution is told: by its pipeline, and by approvers. */
export type ExecutionFact =
  | { readonly type: 'StageEntered'; readonly stage: string }
  | { readonly type: 'StageRetried'; readonly stage: string; readonly retryMode: RetryMode }
  /** Somebody lets it pass a condition: one that it waits at, or one that it has failed at. */
  | {
      readonly type: 'ConditionOverridden';
      readonly stage: string;
      readonly condition: ConditionKind;
      readonly by: string;
    }
  | { readonly type: 'ExecutionSuperseded' }
  /** It stops where it is: finish what runs, or let go of it. */
  | { readonly type: 'StopRequested'; readonly abandon: boolean; readonly reason?: string | undefined }
  /** It was stopped between two stages. */
  | { readonly type: 'ExecutionStopped'; readonly reason?: string | undefined }
  /** The pipeline was declared anew: what runs comes to its end, and nothing else begins. */
  | { readonly type: 'DeclarationOutdated' }
  /** The same, of an execution that was in no stage. */
  | { readonly type: 'ExecutionCancelled' }
  | {
      readonly type: 'ApprovalGiven';
      readonly token: string;
      readonly status: 'Approved' | 'Rejected';
      readonly summary: string;
      readonly by: string;
    }
  /** A job's worker has said how it went. */
  | { readonly type: 'JobReported'; readonly run: string; readonly job: string; readonly report: JobReport };
