import type { EC2TagFilter, EC2TagSet, RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { Clients } from './clients.ts';
import { deploy } from './deployments.ts';
import { first, type Release } from './faults.ts';
import { upload } from './packages.ts';
import { stackOf, type Ended, type Stage, type StageName } from './stage.ts';

/** Servers by their tag, in the order in which they serve: those that have been followed are ended. */
const fleets = ['blue', 'green', 'next'] as const;
type Fleet = (typeof fleets)[number];

/** Servers with CodeDeploy's agent. gamma and prod are deployed to in place; blue-green has a second server to go to. */
export class ServersStage implements Stage {
  readonly platform = 'servers';
  readonly name: StageName;
  readonly url: string;
  readonly #clients: Clients;
  readonly #bucket: string;
  /** Who has the customers. */
  #live: Fleet = 'blue';

  constructor(clients: Clients, bucket: string, { name, url }: { name: StageName; url: string }) {
    this.#clients = clients;
    this.#bucket = bucket;
    this.name = name;
    this.url = url;
  }

  /** Servers begin empty: the first release goes to all that are to serve, at once. */
  async open(): Promise<void> {
    const where = this.#isBlueGreen ? { targetInstances: { ec2TagSet: this.#tagged(this.#live) } } : {};
    const { succeeded, why } = await deploy(this.#clients, {
      ...(await this.#revision(first)),
      ...where,
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    });
    if (!succeeded) throw new Error(`${stackOf('servers', this.name)} does not begin: ${why}`);
  }

  async release(release: Release): Promise<Ended> {
    if (!this.#isBlueGreen) return deploy(this.#clients, await this.#revision(release));
    const next = fleets[fleets.indexOf(this.#live) + 1];
    if (!next) throw new Error(`${stackOf('servers', this.name)} has no server left to release to`);
    const targetInstances = { ec2TagSet: this.#tagged(next) };
    const ended = await deploy(this.#clients, { ...(await this.#revision(release)), targetInstances });
    return ended.succeeded ? this.#swap(next, ended) : ended;
  }

  get #isBlueGreen(): boolean {
    return this.name === 'blue-green';
  }

  async #revision(release: Release) {
    const key = await upload(this.#clients, this.#bucket, release);
    const revision: RevisionLocation = {
      revisionType: 'S3',
      s3Location: { bucket: this.#bucket, key, bundleType: 'zip' },
    };
    const applicationName = stackOf('servers', this.name);
    return { applicationName, deploymentGroupName: this.name, description: release.version, revision };
  }

  #tagged(fleet: Fleet): EC2TagSet {
    const tag = (Key: string, Value: string): EC2TagFilter[] => [{ Key, Value, Type: 'KEY_AND_VALUE' }];
    return { ec2TagSetList: [tag('Stack', stackOf('servers', this.name)), tag('Fleet', fleet)] };
  }

  /** The deployment group's servers are those that serve. */
  async #swap(live: Fleet, ended: Ended): Promise<Ended> {
    await this.#clients.codedeploy.updateDeploymentGroup({
      applicationName: stackOf('servers', this.name),
      currentDeploymentGroupName: this.name,
      ec2TagSet: this.#tagged(live),
    });
    this.#live = live;
    return ended;
  }
}
