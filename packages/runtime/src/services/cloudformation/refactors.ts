import type * as sdk from '@aws-sdk/client-cloudformation';
import { collection } from '../../store/collection.ts';
import type { Wish } from './records.ts';

/** Resources that are to be called otherwise, or to be other stacks'; nothing of them changes. */
export interface RefactorRecord {
  readonly id: string;
  readonly description?: string;
  readonly status: sdk.StackRefactorStatus;
  readonly statusReason?: string;
  readonly executionStatus: sdk.StackRefactorExecutionStatus;
  readonly stacks: readonly RefactoredStack[];
  readonly moves: readonly Move[];
}

export interface RefactoredStack {
  readonly key: string;
  readonly name: string;
  /** What it becomes. */
  readonly wish: Wish;
  /** Its last operation when this was made: after another it is not executed any more. Undefined where it is new. */
  readonly operation?: number;
}

export interface Place {
  readonly stackKey: string;
  readonly stackName: string;
  readonly logicalId: string;
}

/** One resource, from where to where. */
export interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly type: string;
  readonly physicalId: string;
  readonly identifier: Readonly<Record<string, string>>;
  readonly detection: sdk.StackRefactorDetection;
}

/** By id. */
export const refactors = collection<RefactorRecord>('cloudformation.refactors');
