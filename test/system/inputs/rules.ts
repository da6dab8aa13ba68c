import { account, role, upperTags, type Make } from './words.ts';

/** Buses, rules by pattern and by time with their targets, an archive, and what is told of repositories. */
export async function layRules(make: Make): Promise<void> {
  const arnOf = (what: string) => `arn:aws:events:us-east-1:${account}:${what}`;
  await make('events', 'CreateEventBus', { Name: 'ground', Tags: upperTags });
  const EventPattern = JSON.stringify({ source: ['ground'], detail: { n: [{ numeric: ['>', 0] }] } });
  await make('events', 'PutRule', { Name: 'ground', EventPattern, State: 'ENABLED' });
  await make('events', 'PutRule', { Name: 'ground-timed', ScheduleExpression: 'rate(1 hour)' });
  const queue = { Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${account}:ground` };
  const InputTransformer = { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"n": <n>}' };
  const bus = { Id: 'bus', Arn: arnOf('event-bus/ground'), RoleArn: role };
  const RetryPolicy = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 };
  const Targets = [{ ...queue, InputTransformer, RetryPolicy }, bus];
  await make('events', 'PutTargets', { Rule: 'ground', Targets });
  await make('events', 'PutTargets', { Rule: 'ground-timed', Targets: [{ ...queue, Input: '{"a":1}' }] });
  const Entries = [{ Source: 'ground', DetailType: 'Done', Detail: '{"n":1}', Resources: ['r'] }];
  await make('events', 'PutEvents', { Entries });
  const event = { id: '1', source: 'ground', detail: { n: 1 }, account, region: 'us-east-1' };
  const Event = JSON.stringify({
    ...event,
    'detail-type': 'Done',
    time: '2026-01-01T00:00:00Z',
    resources: [],
  });
  await make('events', 'TestEventPattern', { EventPattern, Event });
  const EventSourceArn = arnOf('event-bus/default');
  await make('events', 'CreateArchive', { ArchiveName: 'ground', EventSourceArn, RetentionDays: 1 });
  await make('events', 'StartReplay', {
    ReplayName: 'ground',
    EventSourceArn: arnOf('archive/ground'),
    EventStartTime: new Date(Date.now() - 3_600_000),
    EventEndTime: new Date(Date.now() - 1_000),
    Destination: { Arn: EventSourceArn },
  });
  await laySchedules(make);
  await layNotificationRules(make);
}

async function laySchedules(make: Make): Promise<void> {
  await make('scheduler', 'CreateScheduleGroup', { Name: 'ground', Tags: upperTags });
  const Arn = `arn:aws:sqs:us-east-1:${account}:ground`;
  const Target = { Arn, RoleArn: role, Input: '{"at":"<aws.scheduler.scheduled-time>"}' };
  const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 };
  const ScheduleExpression = 'rate(30 minutes)';
  const schedule = { GroupName: 'ground', ScheduleExpression, FlexibleTimeWindow, Target };
  await make('scheduler', 'CreateSchedule', { Name: 'often', ...schedule });
  const zoned = {
    ScheduleExpression: 'cron(0 9 ? * MON-FRI *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
  };
  const call = {
    Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
    RoleArn: role,
    Input: JSON.stringify({ QueueUrl: `${account}/ground`, MessageBody: 'text' }),
  };
  await make('scheduler', 'CreateSchedule', {
    Name: 'mornings',
    ...zoned,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: call,
  });
  await make('scheduler', 'ListSchedules', { GroupName: 'ground', NamePrefix: 'o', MaxResults: 10 });
}

async function layNotificationRules(make: Make): Promise<void> {
  const Targets = [{ TargetType: 'SNS', TargetAddress: `arn:aws:sns:us-east-1:${account}:ground` }];
  await make('codestar-notifications', 'CreateNotificationRule', {
    Name: 'ground',
    Resource: `arn:aws:codecommit:us-east-1:${account}:ground`,
    EventTypeIds: ['codecommit-repository-branches-and-tags-created'],
    DetailType: 'FULL',
    Targets,
    Tags: { k: 'v' },
  });
  await make('codestar-notifications', 'ListNotificationRules', { MaxResults: 10 });
  const preferences = { UserAuthorizationRequired: false, TrainingDataCollectionEnabled: false };
  await make('chatbot', 'UpdateAccountPreferences', preferences);
  await make('chatbot', 'CreateSlackChannelConfiguration', {
    SlackTeamId: 'T0123ABCD',
    SlackChannelId: 'C0123ABCD',
    SlackChannelName: 'ground',
    ConfigurationName: 'ground',
    IamRoleArn: role,
    SnsTopicArns: Targets.map(({ TargetAddress }) => TargetAddress),
    Tags: [{ TagKey: 'k', TagValue: 'v' }],
  });
  await make('chatbot', 'DescribeSlackChannelConfigurations', { MaxResults: 10 });
}
