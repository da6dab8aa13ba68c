import type { Scope } from '../../../base/scope.ts';
import type { GitFilters } from './filters.ts';

/** What a source follows: a repository, or an object of a versioned bucket. */
export type Followed = (FollowedRepository | FollowedObject) & {
  /** Where it is. */
  readonly scope: Scope;
  readonly trigger: Trigger;
};
export interface FollowedRepository {
  readonly kind: 'repository';
  /** Who tells what happens to it, by the inside operation `ListChanges`. */
  readonly service: 'codecommit' | 'codestar-connections';
  /** What names it there. */
  readonly repository: Readonly<Record<string, string>>;
  readonly branchName: string;
  /** What a trigger wants of it; none: pushes to the branch. */
  readonly filters?: GitFilters;
}
export interface FollowedObject {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
}

/** What began an execution. */
export interface Trigger {
  readonly triggerType:
    | 'CreatePipeline'
    | 'StartPipelineExecution'
    | 'CloudWatchEvent'
    | 'PollForSourceChanges'
    | 'PutActionRevision'
    | 'Webhook'
    | 'WebhookV2'
    | 'ManualRollback'
    | 'AutomatedRollback';
  readonly triggerDetail: string;
}
