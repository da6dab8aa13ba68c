import { isKnown, isObject, listed } from '../declared.ts';
import type { Guard } from '../guard.ts';
import type { Rule } from '../rule.ts';
import { predefinedConfigs, platformOf } from '../deployment-configs.ts';

export const deploymentConfigExists: Rule = {
  id: 'deployment-config-exists',
  sentence:
    'A deployment group shifts traffic by a deployment configuration that exists, of its own platform.',
  url: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html',
  *check({ guards }) {
    for (const guard of guards) {
      const { deploymentConfig: name, declared, about } = guard;
      if (name === undefined || !isKnown(name)) continue;
      const path =
        guard.kind === 'function'
          ? (['DeploymentPreference', 'Type'] as const)
          : (['DeploymentConfigName'] as const);
      const common = { level: 'error' as const, place: declared.place(path), about };
      if (name.startsWith('CodeDeployDefault.') && !predefinedConfigs.includes(name))
        yield { ...common, ...unknownConfig(name) };
      else if (platformOf(name) && platformOf(name) !== platformOfGroup(guard))
        yield {
          ...common,
          message:
            `${name} is a configuration of the platform ${platformOf(name)}, and the group is one ` +
            `of ${platformOfGroup(guard)}.`,
          fix: `Choose one of ${listed(ofPlatform(platformOfGroup(guard)).slice(0, 4), 'or')}.`,
        };
    }
  },
};

const ofPlatform = (platform: string): string[] =>
  predefinedConfigs.filter((each) => platformOf(each) === platform);

function platformOfGroup({ kind, declared }: Guard): string {
  if (kind === 'function') return 'Lambda';
  if (declared.properties['ECSServices'] !== undefined) return 'ECS';
  const style = declared.properties['DeploymentStyle'];
  const servers = [
    'Ec2TagFilters',
    'Ec2TagSet',
    'AutoScalingGroups',
    'OnPremisesInstanceTagFilters',
    'OnPremisesTagSet',
  ];
  if (servers.some((each) => declared.properties[each] !== undefined)) return 'Server';
  // Nothing says that it is one of Lambda: then it is as its configuration says.
  if (isObject(style) && style['DeploymentType'] === 'IN_PLACE') return 'Server';
  return platformOf(String(declared.properties['DeploymentConfigName'] ?? '')) ?? 'Server';
}

function unknownConfig(name: string): { message: string; fix: string } {
  const [, platform = '', kind = ''] = /\.(ECS|Lambda)?(Canary|Linear|AllAtOnce|[A-Za-z]+)/.exec(name) ?? [];
  const near = ofPlatform(platform || 'Server').filter((each) => kind === '' || each.includes(kind));
  const [, percent, minutes] = /(\d+)Percent(?:Every)?(\d+)Minutes?/.exec(name) ?? [];
  const own =
    percent && minutes
      ? ', or make one of your own: aws deploy create-deployment-config --deployment-config-name ' +
        `${platform || 'My'}${kind}${percent}Percent${minutes}Minutes ` +
        `--compute-platform ${platform || 'Lambda'} --traffic-routing-config ${routing(kind, percent, minutes)}`
      : '';
  return {
    message: `There is no ${name}: CodeDeploy's own are fixed, and CreateDeploymentGroup refuses this name.`,
    fix: `Use ${listed(near.length > 0 ? near : ofPlatform(platform || 'Server'), 'or')}${own}.`,
  };
}

function routing(kind: string, percent: string, minutes: string): string {
  return kind === 'Linear'
    ? `'{"type":"TimeBasedLinear","timeBasedLinear":{"linearPercentage":${percent},"linearInterval":${minutes}}}'`
    : `'{"type":"TimeBasedCanary","timeBasedCanary":{"canaryPercentage":${percent},"canaryInterval":${minutes}}}'`;
}
