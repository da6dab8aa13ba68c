import type {
  DeploymentConfiguration,
  DeploymentLifecycleHookStage,
  ServiceDeploymentLifecycleStage,
} from '@aws-sdk/client-ecs';

/** One step of a deployment that shifts traffic: what is done, whose hooks run then, and how long it is watched. */
export interface Step {
  readonly stage: ServiceDeploymentLifecycleStage;
  readonly hooks?: DeploymentLifecycleHookStage;
  readonly does?: 'reconcile' | 'scale' | 'test' | 'shift' | 'clean';
  /** Of the target revision, in per cent, once the step has shifted. */
  readonly weight?: number;
  readonly bakeMs?: number;
}

const minuteMs = 60_000;

/** Percentages that production traffic goes through, and how long it stays at each. */
// AWS: API_CanaryConfiguration and API_LinearConfiguration: a canary of 5 % for 10 minutes, steps of 10 % every 6
// minutes; no bake time after the last.
export function weightsOf(configuration: DeploymentConfiguration): { weight: number; bakeMs: number }[] {
  const { strategy, canaryConfiguration, linearConfiguration } = configuration;
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
    const all = { weight: 100, bakeMs: 0 };
    return canaryPercent >= 100
      ? [all]
      : [{ weight: canaryPercent, bakeMs: canaryBakeTimeInMinutes * minuteMs }, all];
  }
  if (strategy !== 'LINEAR') return [{ weight: 100, bakeMs: 0 }];
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  const steps = Math.ceil(100 / stepPercent - 1e-9);
  return Array.from({ length: steps }, (_, index) => {
    const weight = Math.min(100, round((index + 1) * stepPercent));
    return { weight, bakeMs: weight === 100 ? 0 : stepBakeTimeInMinutes * minuteMs };
  });
}

const round = (percent: number) => Math.round(percent * 10) / 10;

/**
 * AWS: developer guide, "Network Load Balancer resources for Amazon ECS blue/green, linear and canary deployments": ten
 * minutes more with each shift, test traffic's too. That a first deployment does without them is unverified.
 */
const networkSettlesMs = 10 * minuteMs;

interface Shifting {
  /** There is nobody to take traffic from. */
  readonly first: boolean;
  /** Test traffic is shifted, too. */
  readonly tested: boolean;
  /** It is a network load balancer's. */
  readonly network?: boolean;
}

/** All stages, in order. A first deployment has nobody to take traffic from, and shifts it at once. */
// AWS: developer guide, "Lifecycle stages for Amazon ECS service deployments": PRE_PRODUCTION_TRAFFIC_SHIFT comes
// before each step of a linear or canary shift. What a first deployment leaves out is unverified.
export function stepsOf(
  configuration: DeploymentConfiguration,
  { first, tested, network = false }: Shifting,
): Step[] {
  const settlesMs = network && !first ? networkSettlesMs : 0;
  const weights = first ? [{ weight: 100, bakeMs: 0 }] : weightsOf(configuration);
  const shifts = weights.flatMap(({ weight, bakeMs }): Step[] => [
    { stage: 'PRODUCTION_TRAFFIC_SHIFT', hooks: 'PRE_PRODUCTION_TRAFFIC_SHIFT' },
    {
      stage: 'PRODUCTION_TRAFFIC_SHIFT',
      hooks: 'PRODUCTION_TRAFFIC_SHIFT',
      does: 'shift',
      weight,
      bakeMs: bakeMs + settlesMs,
    },
  ]);
  const bakeMs = (configuration.bakeTimeInMinutes ?? 0) * minuteMs;
  return [
    { stage: 'RECONCILE_SERVICE', does: 'reconcile', hooks: 'RECONCILE_SERVICE' },
    { stage: 'PRE_SCALE_UP', hooks: 'PRE_SCALE_UP' },
    { stage: 'SCALE_UP', does: 'scale' },
    { stage: 'POST_SCALE_UP', hooks: 'POST_SCALE_UP' },
    {
      stage: 'TEST_TRAFFIC_SHIFT',
      ...(tested && { does: 'test', weight: 100, bakeMs: settlesMs }),
      hooks: 'TEST_TRAFFIC_SHIFT',
    },
    { stage: 'POST_TEST_TRAFFIC_SHIFT', hooks: 'POST_TEST_TRAFFIC_SHIFT' },
    ...shifts,
    { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', hooks: 'POST_PRODUCTION_TRAFFIC_SHIFT' },
    ...(first ? [] : [{ stage: 'BAKE_TIME' as const, bakeMs }]),
    { stage: 'CLEAN_UP', does: 'clean' },
  ];
}

/** The way back: customers first, and of the hooks those of the shifts alone. */
export function stepsBack({
  test,
  production,
}: {
  readonly test: boolean;
  readonly production: boolean;
}): Step[] {
  return [
    ...(production
      ? [
          {
            stage: 'PRODUCTION_TRAFFIC_SHIFT' as const,
            hooks: 'PRODUCTION_TRAFFIC_SHIFT' as const,
            does: 'shift' as const,
            weight: 0,
          },
        ]
      : []),
    ...(test
      ? [
          {
            stage: 'TEST_TRAFFIC_SHIFT' as const,
            hooks: 'TEST_TRAFFIC_SHIFT' as const,
            does: 'test' as const,
            weight: 0,
          },
        ]
      : []),
    { stage: 'CLEAN_UP', does: 'clean' },
  ];
}
