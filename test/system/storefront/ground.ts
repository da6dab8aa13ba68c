import { buildFirst } from '../../../examples/storefront/deliver/first-build.ts';
import { createBalancing, type Balancing } from './balancing.ts';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import { createPipeline, createService } from './delivery.ts';
import type { Foundation } from './foundation.ts';
import { createAlarm, createSmokeTest } from './guarding.ts';
import { names } from '../../../examples/storefront/deliver/names.ts';
import type { Repository } from '../../../examples/storefront/deliver/repository.ts';
import type { Timeline } from '../../../examples/storefront/deliver/timeline.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';

const minutes = 60_000;

export interface Ground {
  readonly clients: Clients;
  readonly foundation: Foundation;
  readonly repository: Repository;
  readonly timeline: Timeline;
}

/** By calls of the SDK, for tests that have no time for a CLI: builds 1.0.0, and has the service run it behind the load balancer before there is a pipeline. */
export async function raiseService({
  clients,
  foundation,
  repository,
  timeline,
}: Ground): Promise<Balancing> {
  const tag = await buildFirst(clients, repository, timeline);
  const { repositories } = await clients.ecr.describeRepositories({ repositoryNames: [names.service] });
  const image = `${repositories![0]!.repositoryUri}:${tag}`;
  const balancing = await createBalancing(clients);
  await createService(clients, foundation, balancing, repository.taskDefinition(image));
  await until('the service to be steady', 5 * minutes, async () => {
    const { services } = await clients.ecs.describeServices({
      cluster: names.cluster,
      services: [names.service],
    });
    return services?.[0]?.taskSets?.[0]?.stabilityStatus === 'STEADY_STATE' || undefined;
  });
  await createAlarm(clients, balancing);
  await createSmokeTest(clients, foundation.account, `http://${balancing.host}:${names.testPort}`);
  await createPipeline(clients, foundation);
  timeline.tell('service storefront is steady: 2 tasks of 1.0.0 behind the load balancer');
  return balancing;
}
