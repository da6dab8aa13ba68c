import type { Clients } from './clients.ts';
import { deploy } from './deployments.ts';
import type { Release } from './faults.ts';
import { zipOf } from './packages.ts';
import { stackOf, type Ended, type Stage, type StageName } from './stage.ts';

/** A function's alias, which CodeDeploy takes from one version to the next. */
export class LambdaStage implements Stage {
  readonly platform = 'lambda';
  readonly name: StageName;
  readonly url: string;
  readonly #clients: Clients;

  constructor(clients: Clients, name: StageName, url: string) {
    this.#clients = clients;
    this.name = name;
    this.url = url;
  }

  async release(release: Release): Promise<Ended> {
    const { lambda } = this.#clients;
    const FunctionName = stackOf('lambda', this.name);
    const ZipFile = await zipOf(release);
    const { Version: TargetVersion } = await lambda.updateFunctionCode({
      FunctionName,
      ZipFile,
      Publish: true,
    });
    const { FunctionVersion: CurrentVersion } = await lambda.getAlias({ FunctionName, Name: 'live' });
    const Properties = { Name: FunctionName, Alias: 'live', CurrentVersion, TargetVersion };
    const content = JSON.stringify({
      version: 0.0,
      Resources: [{ shop: { Type: 'AWS::Lambda::Function', Properties } }],
      Hooks: [{ BeforeAllowTraffic: `CodeDeployHook_${FunctionName}-smoke-test` }],
    });
    return deploy(this.#clients, {
      applicationName: FunctionName,
      deploymentGroupName: this.name,
      description: release.version,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    });
  }
}
