// The exceptions of associations, in the words AWS uses: they come without a sentence, or their sentence is unverified.
import { AwsError } from '../../../base/aws-error.ts';

export function noSuchAssociation(): never {
  throw new AwsError('AssociationDoesNotExist', '');
}

export function associationExists(): never {
  throw new AwsError('AssociationAlreadyExists', '');
}

export function tooManyAssociations(): never {
  throw new AwsError('AssociationLimitExceeded', '');
}

export function tooManyVersions(): never {
  throw new AwsError('AssociationVersionLimitExceeded', '');
}

export function invalidSchedule(sentence: string): never {
  throw new AwsError('InvalidSchedule', sentence);
}

export function invalidTarget(sentence: string): never {
  throw new AwsError('InvalidTarget', sentence);
}

export function noSuchAssociationVersion(): never {
  throw new AwsError('InvalidAssociationVersion', '');
}

export function noSuchExecution(): never {
  throw new AwsError('AssociationExecutionDoesNotExist', '');
}

export function associatedNodes(name: string): never {
  throw new AwsError('AssociatedInstances', `The document ${name} has associations: delete them first.`);
}
