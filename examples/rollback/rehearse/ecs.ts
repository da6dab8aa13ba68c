import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Clients } from './clients.ts';
import { deploy } from './deployments.ts';
import type { Release } from './faults.ts';
import type { Images } from './packages.ts';
import { stackOf, type Ended, type Stage, type StageName } from './stage.ts';
import { until } from './until.ts';

const limitMs = 150_000;
const service = 'shop';

/** A service: gamma's is deployed by ECS itself, the others' by CodeDeploy. */
export class EcsStage implements Stage {
  readonly platform = 'ecs';
  readonly name: StageName;
  readonly url: string;
  readonly #clients: Clients;
  readonly #images: Images;

  constructor(clients: Clients, images: Images, { name, url }: { name: StageName; url: string }) {
    this.#clients = clients;
    this.#images = images;
    this.name = name;
    this.url = url;
  }

  async release(release: Release): Promise<Ended> {
    const taskDefinition = await this.#register(await this.#images.push(release));
    return this.name === 'gamma' ? this.#roll(taskDefinition) : this.#blueGreen(taskDefinition, release);
  }

  /** The stage's task definition, with the release's image. */
  async #register(image: string): Promise<string> {
    const { ecs } = this.#clients;
    const family = stackOf('ecs', this.name);
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: family });
    const { containerDefinitions, networkMode, requiresCompatibilities, cpu, memory, executionRoleArn } =
      taskDefinition!;
    const { taskDefinition: registered } = await ecs.registerTaskDefinition({
      family,
      networkMode,
      requiresCompatibilities,
      cpu,
      memory,
      executionRoleArn,
      containerDefinitions: [{ ...containerDefinitions![0], image }],
    });
    return registered!.taskDefinitionArn!;
  }

  #blueGreen(TaskDefinition: string, { version }: Release): Promise<Ended> {
    const applicationName = stackOf('ecs', this.name);
    const LoadBalancerInfo = { ContainerName: 'shop', ContainerPort: 8080 };
    const Properties = { TaskDefinition, LoadBalancerInfo };
    const content = JSON.stringify({
      version: 0.0,
      Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
      Hooks: [{ AfterAllowTestTraffic: `${applicationName}-smoke-test` }],
    });
    return deploy(this.#clients, {
      applicationName,
      deploymentGroupName: this.name,
      description: version,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    });
  }

  async #roll(taskDefinition: string): Promise<Ended> {
    const { ecs } = this.#clients;
    const cluster = stackOf('ecs', this.name);
    const before = await this.#latest();
    await ecs.updateService({ cluster, service, taskDefinition });
    const deployment = await until(`${cluster} to have its deployment`, limitMs, async () => {
      const latest = await this.#latest();
      const isOver = latest?.finishedAt && latest.serviceDeploymentArn !== before?.serviceDeploymentArn;
      return isOver ? latest : undefined;
    });
    return endedOf(deployment);
  }

  async #latest(): Promise<ServiceDeployment | undefined> {
    const { ecs } = this.#clients;
    const cluster = stackOf('ecs', this.name);
    const { serviceDeployments = [] } = await ecs.listServiceDeployments({ cluster, service });
    const [latest] = serviceDeployments;
    if (!latest) return undefined;
    const serviceDeploymentArns = [latest.serviceDeploymentArn!];
    return (await ecs.describeServiceDeployments({ serviceDeploymentArns })).serviceDeployments![0];
  }
}

function endedOf(deployment: ServiceDeployment): Ended {
  const { serviceDeploymentArn = '', status = '', statusReason: why = '', createdAt } = deployment;
  const { alarms, deploymentCircuitBreaker: breaker, rollback } = deployment;
  const alarmNames = alarms?.triggeredAlarmNames ?? [];
  const byBreaker = breaker?.status === 'TRIGGERED' ? 'circuit breaker' : '';
  return {
    id: serviceDeploymentArn.split('/').at(-1)!,
    succeeded: status === 'SUCCESSFUL',
    status,
    caughtBy: alarmNames.length > 0 ? `alarm ${alarmNames.join(', ')}` : byBreaker,
    why,
    began: createdAt!.getTime(),
    detected: rollback?.startedAt?.getTime(),
    rollback: rollback ? `to ${rollback.serviceRevisionArn?.split('/').at(-1)}` : '',
    rolledBack: status === 'ROLLBACK_SUCCESSFUL',
  };
}
