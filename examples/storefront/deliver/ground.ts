import { CdkApp } from './cdk.ts';
import type { Clients, Place } from './clients.ts';
import { HouseClock } from './house-clock.ts';
import { buildFirst } from './first-build.ts';
import { Repository, withCredentials } from './repository.ts';
import { Timeline } from './timeline.ts';

/** What the releases stand on. */
export interface Ground {
  readonly repository: Repository;
  /** The load balancer's. */
  readonly host: string;
  readonly topicArn: string;
}

/** What runs for real does not run sixty times faster: a CLI that has an hour of the house's time has enough of it. */
const deploySpeedMax = 10;

/**
 * Deploys the CDK app with the `cdk` CLI: first what builds, then, with the image of 1.0.0, the service and its
 * pipeline.
 */
export async function layGround(
  clients: Clients,
  place: Place,
  write: (line: string) => void,
): Promise<Ground> {
  const { speed } = await HouseClock.read(place.endpoint);
  await HouseClock.set(place.endpoint, Math.min(speed, deploySpeedMax));
  const timeline = new Timeline(await HouseClock.read(place.endpoint), write);
  const app = new CdkApp(place);
  try {
    const { Account: account = '' } = await clients.sts.getCallerIdentity({});
    timeline.tell('cdk synth, and cdk bootstrap beside it');
    await Promise.all([app.synthesize(), app.bootstrap(account)]);
    timeline.tell('cdk deploy StorefrontFoundation: repository, registry, artifact bucket, build project');
    const { CloneUrl = '' } = await app.deploy('StorefrontFoundation');
    const repository = new Repository(withCredentials(CloneUrl, place), account);
    const tag = await buildFirst(clients, repository, timeline);
    timeline.tell('cdk deploy Storefront: load balancer, service, alarm, CodeDeploy, pipeline');
    const { Host = '', ApprovalTopic = '' } = await app.deploy('Storefront', { ImageTag: tag });
    timeline.tell('service storefront is steady: 2 tasks of 1.0.0 behind the load balancer');
    return { repository, host: Host, topicArn: ApprovalTopic };
  } finally {
    app.remove();
    await HouseClock.set(place.endpoint, speed);
  }
}
