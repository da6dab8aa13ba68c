import { names } from '../../../examples/storefront/deliver/names.ts';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';

/** The load balancer, as the releases need to know it. */
export interface Balancing {
  readonly host: string;
  readonly loadBalancerArn: string;
  readonly targetGroupArns: readonly [string, string];
  readonly productionListenerArn: string;
  readonly testListenerArn: string;
}

/** A load balancer with a listener for customers and one for tests, and the two target groups of blue/green. */
export async function createBalancing({ elb }: Clients): Promise<Balancing> {
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: names.loadBalancer,
    Subnets: ['subnet-0a', 'subnet-0b'],
  });
  const { LoadBalancerArn = '', DNSName = '' } = LoadBalancers![0]!;
  const [a = '', b = ''] = await Promise.all(names.targetGroups.map((name) => createTargetGroup(elb, name)));
  const listen = async (Port: number) => {
    const forward = { Type: 'forward' as const, TargetGroupArn: a };
    const { Listeners } = await elb.createListener({
      LoadBalancerArn,
      Port,
      Protocol: 'HTTP',
      DefaultActions: [forward],
    });
    return Listeners![0]!.ListenerArn!;
  };
  return {
    host: DNSName,
    loadBalancerArn: LoadBalancerArn,
    targetGroupArns: [a, b],
    productionListenerArn: await listen(names.productionPort),
    testListenerArn: await listen(names.testPort),
  };
}

async function createTargetGroup(elb: Clients['elb'], name: string): Promise<string> {
  const { TargetGroups } = await elb.createTargetGroup({
    Name: name,
    Protocol: 'HTTP',
    Port: names.containerPort,
    TargetType: 'ip',
    VpcId: 'vpc-0',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  });
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  await elb.modifyTargetGroupAttributes({
    TargetGroupArn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }],
  });
  return TargetGroupArn;
}

/** What CloudWatch calls it: the end of the ARN. */
export function dimensionOf(arn: string): string {
  const end = arn.slice(arn.lastIndexOf(':') + 1);
  return end.replace(/^loadbalancer\//, '');
}
