import { CloudWatch, type Dimension, type Metric } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { ECS } from '@aws-sdk/client-ecs';
import { Lambda } from '@aws-sdk/client-lambda';
import { SNS } from '@aws-sdk/client-sns';
import type { Declared, Properties } from '../declared.ts';
import type { Seen, SeenMetric } from '../known.ts';
import { capitalised, withDimensionLists } from '../read/operations.ts';

/** Where things run, and as whom to ask. Without credentials the SDK finds them as it always does. */
export interface LivePlace {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How many of a kind are asked for: more than one account usually has. */
const itemsMax = 5000;

/**
 * What runs at an endpoint, in the words that templates have for it: by official SDK calls, all of which only read. An
 * endpoint that does not serve a service is asked no more of it.
 */
export async function readLive(place: LivePlace): Promise<{ declared: Declared[]; seen: Seen }> {
  const readers = [alarms, groups, topics, permissions, pipelines, filters, services];
  const [metrics, ...all] = await Promise.all([published(place), ...readers.map((reader) => reader(place))]);
  return {
    declared: all.flat(),
    seen: { endpoint: place.endpoint, metrics, cut: metrics.length >= itemsMax },
  };
}

function declaredAt({ endpoint }: LivePlace) {
  return (type: string, id: string, properties: object): Declared => ({
    type,
    id,
    properties: properties as Properties,
    from: 'live',
    scope: endpoint,
    place: () => ({ file: endpoint }),
  });
}

/** All pages of a list, up to a limit. */
async function paged<Page, Item>(
  ask: (token: string | undefined) => Promise<Page>,
  take: (page: Page) => { items: readonly Item[] | undefined; token: string | undefined },
): Promise<Item[]> {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const page = take(await ask(token));
    found.push(...(page.items ?? []));
    token = page.token;
  } while (token !== undefined && token !== '' && found.length < itemsMax);
  return found.slice(0, itemsMax);
}

async function published(place: LivePlace): Promise<SeenMetric[]> {
  const cloudwatch = new CloudWatch(place);
  const metrics = await paged(
    (NextToken) => cloudwatch.listMetrics({ ...(NextToken && { NextToken }) }),
    ({ Metrics, NextToken }): { items: Metric[] | undefined; token: string | undefined } => ({
      items: Metrics,
      token: NextToken,
    }),
  );
  return metrics.map(({ Namespace = '', MetricName = '', Dimensions = [] }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: Dimension) => [Name, Value ?? ''])),
  }));
}

async function alarms(place: LivePlace): Promise<Declared[]> {
  const cloudwatch = new CloudWatch(place);
  const declared = declaredAt(place);
  const found: Declared[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.describeAlarms({
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
      ...(NextToken && { NextToken }),
    });
    for (const alarm of page.MetricAlarms ?? [])
      found.push(declared('AWS::CloudWatch::Alarm', alarm.AlarmName ?? '', withoutEmpty(alarm)));
    for (const alarm of page.CompositeAlarms ?? [])
      found.push(declared('AWS::CloudWatch::CompositeAlarm', alarm.AlarmName ?? '', withoutEmpty(alarm)));
    for (const alarm of page.LogAlarms ?? [])
      found.push(declared('AWS::CloudWatch::LogAlarm', alarm.AlarmName ?? '', alarm));
    NextToken = page.NextToken;
  } while (NextToken && found.length < itemsMax);
  return found;
}

/** DescribeAlarms has a list of no metrics for an alarm of one. */
function withoutEmpty(alarm: object): object {
  return Object.fromEntries(
    Object.entries(alarm).filter(
      ([key, value]) => key !== 'Metrics' || (Array.isArray(value) && value.length > 0),
    ),
  );
}

async function groups(place: LivePlace): Promise<Declared[]> {
  const codedeploy = new CodeDeploy(place);
  const declared = declaredAt(place);
  const applications = await paged(
    (nextToken) => codedeploy.listApplications({ ...(nextToken && { nextToken }) }),
    ({ applications: items, nextToken: token }) => ({ items, token }),
  );
  const found: Declared[] = [];
  for (const applicationName of applications) {
    const names = await paged(
      (nextToken) => codedeploy.listDeploymentGroups({ applicationName, ...(nextToken && { nextToken }) }),
      ({ deploymentGroups: items, nextToken: token }) => ({ items, token }),
    );
    for (const deploymentGroupName of names) {
      const { deploymentGroupInfo } = await codedeploy.getDeploymentGroup({
        applicationName,
        deploymentGroupName,
      });
      const properties = capitalised(deploymentGroupInfo) as Record<string, unknown>;
      // A group of no services, or of no servers, is told with empty lists.
      const said = Object.entries(properties).filter(
        ([, value]) => !Array.isArray(value) || value.length > 0,
      );
      found.push(declared('AWS::CodeDeploy::DeploymentGroup', deploymentGroupName, Object.fromEntries(said)));
      const config = deploymentGroupInfo?.deploymentConfigName;
      if (config && !config.startsWith('CodeDeployDefault.'))
        found.push(await deploymentConfig(place, config));
    }
  }
  return found;
}

async function deploymentConfig(place: LivePlace, deploymentConfigName: string): Promise<Declared> {
  const { deploymentConfigInfo } = await new CodeDeploy(place).getDeploymentConfig({ deploymentConfigName });
  const properties = capitalised(deploymentConfigInfo) as object;
  return declaredAt(place)('AWS::CodeDeploy::DeploymentConfig', deploymentConfigName, properties);
}

async function topics(place: LivePlace): Promise<Declared[]> {
  const sns = new SNS(place);
  const declared = declaredAt(place);
  const found: Declared[] = [];
  const all = await paged(
    (NextToken) => sns.listTopics({ ...(NextToken && { NextToken }) }),
    ({ Topics, NextToken }) => ({ items: Topics, token: NextToken }),
  );
  for (const { TopicArn = '' } of all) {
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn });
    found.push(declared('AWS::SNS::Topic', TopicArn.split(':').at(-1)!, { TopicArn, ...Attributes }));
  }
  const subscriptions = await paged(
    (NextToken) => sns.listSubscriptions({ ...(NextToken && { NextToken }) }),
    ({ Subscriptions, NextToken }) => ({ items: Subscriptions, token: NextToken }),
  );
  for (const subscription of subscriptions)
    if (subscription.SubscriptionArn?.startsWith('arn:'))
      found.push(declared('AWS::SNS::Subscription', subscription.SubscriptionArn, subscription));
  return found;
}

async function permissions(place: LivePlace): Promise<Declared[]> {
  const lambda = new Lambda(place);
  const functions = await paged(
    (Marker) => lambda.listFunctions({ ...(Marker && { Marker }) }),
    ({ Functions, NextMarker }) => ({ items: Functions, token: NextMarker }),
  );
  const found: Declared[] = [];
  for (const { FunctionName = '' } of functions) {
    found.push(declaredAt(place)('AWS::Lambda::Function', FunctionName, { FunctionName }));
    found.push(...(await policyOf(place, lambda, FunctionName)));
  }
  return found;
}

interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: string | { readonly Service?: string | readonly string[] };
}

async function policyOf(place: LivePlace, lambda: Lambda, FunctionName: string): Promise<Declared[]> {
  try {
    const { Policy = '{}' } = await lambda.getPolicy({ FunctionName });
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: PolicyStatement[] };
    return Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Sid = '', Principal }) => {
      const services = typeof Principal === 'string' ? [Principal] : [Principal?.Service ?? []].flat();
      return services.map((service) =>
        declaredAt(place)('AWS::Lambda::Permission', Sid, { FunctionName, Principal: service }),
      );
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

async function pipelines(place: LivePlace): Promise<Declared[]> {
  const codepipeline = new CodePipeline(place);
  const all = await paged(
    (nextToken) => codepipeline.listPipelines({ ...(nextToken && { nextToken }) }),
    ({ pipelines: items, nextToken: token }) => ({ items, token }),
  );
  const found: Declared[] = [];
  for (const { name = '' } of all) {
    const { pipeline } = await codepipeline.getPipeline({ name });
    found.push(declaredAt(place)('AWS::CodePipeline::Pipeline', name, capitalised(pipeline) as object));
  }
  return found;
}

async function filters(place: LivePlace): Promise<Declared[]> {
  const logs = new CloudWatchLogs(place);
  const all = await paged(
    (nextToken) => logs.describeMetricFilters({ ...(nextToken && { nextToken }) }),
    ({ metricFilters: items, nextToken: token }) => ({ items, token }),
  );
  return all.map((filter) =>
    declaredAt(place)(
      'AWS::Logs::MetricFilter',
      filter.filterName ?? '',
      withDimensionLists(capitalised(filter) as Properties),
    ),
  );
}

async function services(place: LivePlace): Promise<Declared[]> {
  const ecs = new ECS(place);
  const clusters = await paged(
    (nextToken) => ecs.listClusters({ ...(nextToken && { nextToken }) }),
    ({ clusterArns: items, nextToken: token }) => ({ items, token }),
  );
  const found: Declared[] = [];
  for (const cluster of clusters) {
    const arns = await paged(
      (nextToken) => ecs.listServices({ cluster, ...(nextToken && { nextToken }) }),
      ({ serviceArns: items, nextToken: token }) => ({ items, token }),
    );
    for (let at = 0; at < arns.length; at += 10) {
      const { services: some = [] } = await ecs.describeServices({
        cluster,
        services: arns.slice(at, at + 10),
      });
      for (const service of some)
        found.push(
          declaredAt(place)('AWS::ECS::Service', service.serviceName ?? '', capitalised(service) as object),
        );
    }
  }
  return found;
}
