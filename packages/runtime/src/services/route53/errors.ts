// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function noSuchHostedZone(id: string): never {
  throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
}

// AWS: unverified, as are the words of the next; what is wrong with a name is seen for names of records.
export function invalidDomainName(problem: string, name: string): never {
  throw new AwsError('InvalidDomainName', `${problem} encountered with '${name}'`);
}

export function noSuchDelegationSet(id: string): never {
  throw new AwsError('NoSuchDelegationSet', `The specified delegation set ${id} does not exist.`);
}

export function invalid(sentence: string): never {
  throw new AwsError('InvalidInput', sentence);
}
