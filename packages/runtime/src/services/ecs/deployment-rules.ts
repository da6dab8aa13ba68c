import type { DeploymentConfiguration, DeploymentLifecycleHook, LoadBalancer } from '@aws-sdk/client-ecs';
import { invalidParameter, notServedHere } from './errors.ts';

/** Refuses what cannot be deployed by. AWS: the words are unverified. */
export function checkDeployment(
  configuration: DeploymentConfiguration,
  balancers: readonly LoadBalancer[],
  controller: string,
): void {
  const { strategy = 'ROLLING', alarms, lifecycleHooks = [], bakeTimeInMinutes } = configuration;
  const special = strategy !== 'ROLLING' || alarms?.enable || lifecycleHooks.length > 0;
  if (controller !== 'ECS' && special)
    invalidParameter(`The ${controller} deployment controller takes no strategy, alarms or lifecycle hooks.`);
  checkEarly(configuration);
  if (alarms?.enable && !alarms.alarmNames?.length)
    invalidParameter('You must specify at least one alarm name when deployment alarms are enabled.');
  if (bakeTimeInMinutes !== undefined && (bakeTimeInMinutes < 0 || bakeTimeInMinutes > 1440))
    invalidParameter('bakeTimeInMinutes must be between 0 and 1440.');
  if (strategy === 'ROLLING' && lifecycleHooks.length > 0)
    notServedHere('lifecycle hooks of rolling updates');
  const { maximumPercent, minimumHealthyPercent } = configuration;
  if (
    strategy === 'ROLLING' &&
    controller === 'ECS' &&
    maximumPercent === 100 &&
    minimumHealthyPercent === 100
  )
    invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  checkThreshold(configuration);
  checkShift(configuration);
  for (const hook of lifecycleHooks) checkHook(hook);
  if (strategy !== 'ROLLING') for (const balancer of balancers) checkAdvanced(balancer);
}

/** AWS: API_DeploymentEarlySuccessCriteria. */
function checkEarly({
  strategy = 'ROLLING',
  earlySuccessCriteria: early,
  minimumHealthyPercent = 100,
}: DeploymentConfiguration): void {
  if (!early?.enable) return;
  const { healthyPercent: percent, sourceServiceRevisionCleanup } = early;
  if (strategy !== 'ROLLING')
    invalidParameter('earlySuccessCriteria can only be specified with the ROLLING deployment strategy.');
  if (percent === undefined || sourceServiceRevisionCleanup === undefined)
    invalidParameter('earlySuccessCriteria must have healthyPercent and sourceServiceRevisionCleanup.');
  if (percent < minimumHealthyPercent || percent > 100)
    invalidParameter('healthyPercent must be between minimumHealthyPercent and 100.');
}

function checkThreshold({ deploymentCircuitBreaker }: DeploymentConfiguration): void {
  const threshold = deploymentCircuitBreaker?.thresholdConfiguration;
  if (!threshold) return;
  const { type, value = 0 } = threshold;
  if (value < 1 || (type !== 'COUNT' && value > 100))
    invalidParameter(`The circuit breaker threshold ${value} is out of range for ${type}.`);
}

function checkShift({ strategy, canaryConfiguration, linearConfiguration }: DeploymentConfiguration): void {
  if (canaryConfiguration && strategy !== 'CANARY')
    invalidParameter('canaryConfiguration can only be specified with the CANARY deployment strategy.');
  if (linearConfiguration && strategy !== 'LINEAR')
    invalidParameter('linearConfiguration can only be specified with the LINEAR deployment strategy.');
  const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  if (canaryPercent < 0.1 || canaryPercent > 100)
    invalidParameter('canaryPercent must be between 0.1 and 100.0.');
  if (stepPercent < 3 || stepPercent > 100) invalidParameter('stepPercent must be between 3.0 and 100.0.');
  for (const minutes of [canaryBakeTimeInMinutes, stepBakeTimeInMinutes])
    if (minutes < 0 || minutes > 1440) invalidParameter('Bake times must be between 0 and 1440 minutes.');
}

function checkHook({
  targetType = 'AWS_LAMBDA',
  hookTargetArn,
  roleArn,
  lifecycleStages,
}: DeploymentLifecycleHook): void {
  if (!lifecycleStages?.length)
    invalidParameter('A lifecycle hook must specify at least one lifecycle stage.');
  if (targetType === 'PAUSE') {
    if (hookTargetArn || roleArn) invalidParameter('A PAUSE hook takes neither hookTargetArn nor roleArn.');
    return;
  }
  if (!hookTargetArn || !roleArn)
    invalidParameter('A lifecycle hook must specify hookTargetArn and roleArn.');
}

function checkAdvanced({ targetGroupArn, advancedConfiguration: advanced }: LoadBalancer): void {
  if (!advanced?.alternateTargetGroupArn || !advanced.productionListenerRule || !advanced.roleArn)
    invalidParameter(
      'alternateTargetGroupArn, productionListenerRule and roleArn must be specified in the advancedConfiguration of ' +
        'each load balancer for this deployment strategy.',
    );
  if (advanced.alternateTargetGroupArn === targetGroupArn)
    invalidParameter('alternateTargetGroupArn must be another target group than targetGroupArn.');
}
