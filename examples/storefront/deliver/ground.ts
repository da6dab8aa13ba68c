import { createBalancing, type Balancing } from './balancing.ts';
import type { Clients, Place } from './clients.ts';
import { createPipeline, createService } from './delivery.ts';
import type { Foundation } from './foundation.ts';
import { createAlarm, createSmokeTest } from './guarding.ts';
import { names } from './names.ts';
import type { Repository } from './repository.ts';
import type { Timeline } from './timeline.ts';
import { until } from './waiting.ts';

const minutes = 60_000;

export interface Ground {
  readonly clients: Clients;
  readonly foundation: Foundation;
  readonly repository: Repository;
  readonly timeline: Timeline;
}

/** Builds 1.0.0, and has the service run it behind the load balancer before there is a pipeline. */
export async function raiseService({
  clients,
  foundation,
  repository,
  timeline,
}: Ground): Promise<Balancing> {
  repository.push('initial');
  const { build } = await clients.codebuild.startBuild({
    projectName: names.service,
    sourceVersion: 'initial',
  });
  timeline.tell(`build of 1.0.0 started: ${build!.id}`);
  await until('the first build', 5 * minutes, async () => {
    const { builds } = await clients.codebuild.batchGetBuilds({ ids: [build!.id!] });
    const { buildComplete, buildStatus, phases } = builds![0]!;
    if (buildComplete && buildStatus !== 'SUCCEEDED')
      throw new Error(`the first build ${buildStatus}: ${JSON.stringify(phases)}`);
    return buildComplete || undefined;
  });
  const { repositories } = await clients.ecr.describeRepositories({ repositoryNames: [names.service] });
  const image = `${repositories![0]!.repositoryUri}:${repository.head.slice(0, 12)}`;
  timeline.tell(`image ${image}`);
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

/** The clone URL with the key that git signs in with. */
export function withCredentials(cloneUrl: string, { credentials }: Place): string {
  const url = new URL(cloneUrl);
  url.username = credentials.accessKeyId;
  url.password = credentials.secretAccessKey;
  return url.href;
}
