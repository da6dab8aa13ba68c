import type { Scope } from './scope.ts';

/** Something that has happened in a service, as EventBridge tells it on the default bus of an account and region. */
export interface AwsEvent extends Scope {
  /** `aws.codepipeline` */
  readonly source: string;
  /** `CodePipeline Pipeline Execution State Change` */
  readonly detailType: string;
  /** ARNs of what it happened to. */
  readonly resources: readonly string[];
  readonly detail: object;
}
