// The exceptions of maintenance windows. AWS: their sentences are unverified.
import { AwsError } from '../../../base/aws-error.ts';

export function noSuchWindow(id: string): never {
  throw new AwsError('DoesNotExistException', `Maintenance window ${id} does not exist`);
}

export function noSuchPart(kind: 'execution' | 'target' | 'task', id: string): never {
  throw new AwsError('DoesNotExistException', `Maintenance window ${kind} ${id} does not exist`);
}

export function tooMany(what: string): never {
  throw new AwsError('ResourceLimitExceededException', `There are too many ${what}.`);
}

export function targetInUse(id: string): never {
  throw new AwsError('TargetInUseException', `The target ${id} is used by a task.`);
}
