import type { Hooked } from './webhook-filters.ts';

/** A build that a webhook starts. */
export interface HookedBuild {
  readonly isBatch: boolean;
  readonly sourceVersion: string;
  /** What that version was when it was told of. */
  readonly sourceCommit?: string;
  readonly initiator: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What is otherwise in the plan of a build or a batch that a webhook starts. */
export const hookedPlan = ({ initiator, variables: hook, sourceCommit }: HookedBuild) => ({
  initiator,
  hook,
  ...(sourceCommit !== undefined && { sourceCommit }),
});

/** AWS: user guide, "Environment variables in build environments": what only a webhook's build has. */
export function hookVariables({ event, actor, headRef, baseRef, before, merged, trigger }: Hooked) {
  return {
    CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: actor,
    CODEBUILD_WEBHOOK_EVENT: event,
    CODEBUILD_WEBHOOK_HEAD_REF: headRef,
    CODEBUILD_WEBHOOK_TRIGGER: trigger,
    ...(baseRef !== undefined && { CODEBUILD_WEBHOOK_BASE_REF: baseRef }),
    ...(before !== undefined && { CODEBUILD_WEBHOOK_PREV_COMMIT: before }),
    ...(merged !== undefined && { CODEBUILD_WEBHOOK_MERGE_COMMIT: merged }),
  };
}
