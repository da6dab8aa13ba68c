// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function clusterNotFound(): never {
  throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

export function clusterContainsServices(): never {
  throw new AwsError(
    'ClusterContainsServicesException',
    'The Cluster cannot be deleted while Services are active.',
  );
}

export function clusterContainsTasks(): never {
  throw new AwsError(
    'ClusterContainsTasksException',
    'The Cluster cannot be deleted while Tasks are active.',
  );
}

export function serviceNotFound(): never {
  throw new AwsError('ServiceNotFoundException', 'Service not found.');
}

export function serviceNotActive(): never {
  throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
}

export function taskSetNotFound(): never {
  throw new AwsError('TaskSetNotFoundException', 'The specified task set could not be found.');
}

export function invalidParameter(sentence: string): never {
  throw new AwsError('InvalidParameterException', sentence);
}

export function clientError(sentence: string): never {
  throw new AwsError('ClientException', sentence);
}

export function serviceStillScaled(): never {
  invalidParameter('The service cannot be stopped while it is scaled above 0.');
}

export function serviceStillDraining(): never {
  invalidParameter('Unable to Start a service that is still Draining.');
}

export function serviceThere(): never {
  invalidParameter('Creation of service was not idempotent.');
}

export function leaveToCodeDeploy(what: string): never {
  invalidParameter(
    `Unable to update ${what} on services with a CODE_DEPLOY deployment controller. ` +
      'Use AWS CodeDeploy to trigger a new deployment.',
  );
}

export function cannotForceWithCodeDeploy(): never {
  invalidParameter(
    'Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. ' +
      'Use AWS CodeDeploy to trigger a new deployment.',
  );
}

/** What AWS would do and this house does not: refused by name, so that nothing is taken for done. */
export function notServedHere(what: string): never {
  throw new AwsError('UnsupportedFeatureException', `Penstock does not serve ${what} (yet).`);
}

export function resourceNotFound(): never {
  throw new AwsError('ResourceNotFoundException', 'The specified resource could not be found.');
}

// AWS: UpdateInProgressException, ResourceInUseException …: which it is of these two is unverified, as are the words.
export function capacityProviderThere(): never {
  invalidParameter('A capacity provider with the specified name already exists.');
}

export function capacityProviderInUse(): never {
  throw new AwsError(
    'ResourceInUseException',
    'The specified capacity provider is in use and cannot be removed.',
  );
}

export function serviceDeploymentNotFound(): never {
  throw new AwsError('ServiceDeploymentNotFoundException', 'The service deployment could not be found.');
}

// AWS: the words of these two are unverified.
export function deploymentEnded(status: string): never {
  throw new AwsError(
    'ConflictException',
    `The service deployment is in status ${status} and cannot be changed.`,
  );
}

export function hookNotWaiting(hook: string): never {
  invalidParameter(`The lifecycle hook ${hook} is not awaiting an action.`);
}
