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

/** One whose detail is put into words when somebody looks at it: most often nobody listens. */
export class LazyEvent implements AwsEvent {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly #detail: () => object;

  constructor(event: Omit<AwsEvent, 'detail'>, detail: () => object) {
    this.account = event.account;
    this.region = event.region;
    this.source = event.source;
    this.detailType = event.detailType;
    this.resources = event.resources;
    this.#detail = detail;
  }

  get detail(): object {
    return this.#detail();
  }
}
