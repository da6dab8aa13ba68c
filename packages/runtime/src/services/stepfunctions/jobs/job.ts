import type { Json, JsonObject } from '../language/json.ts';

/** What a task with `.sync` has begun, as far as it has to be known: by the names of `jobs`. */
export interface Begun {
  readonly job: string;
  readonly id: string;
  /** The cluster that it runs in. */
  readonly cluster?: string | undefined;
}

/** A call of the job's service. */
export interface JobCall {
  readonly operation: string;
  readonly input: object;
}

/** How the end of what an operation begins is waited for. What is given and told has the SDK's names. */
export interface Job {
  /** What the operation has begun; nothing where its answer says that it could not. */
  begun(answer: any, input: JsonObject): Omit<Begun, 'job'> | undefined;
  /** Asked until its condition is true. */
  end(begun: Begun): JobCall & { readonly until: string };
  /** What it has come to, with the names of the language where it is told so. */
  outcome(answer: any): { readonly succeeded: boolean; readonly told: Json };
  /** Where nobody waits for it any more. */
  stop(begun: Begun, cause: string): JobCall;
}
