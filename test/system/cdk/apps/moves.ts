import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { aws_iam as iam, aws_logs as logs, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';

/** What is renamed, moved to another stack, and taken from outside; each version is synthesized to its own folder. */
const folder = process.argv[2]!;

type Adds = (stacks: { readonly front: Stack; readonly back: Stack }) => void;

function synthesize(name: string, adds: Adds): void {
  const app = new App({ outdir: `${folder}/${name}` });
  const front = new Stack(app, 'Front');
  const back = new Stack(app, 'Back');
  adds({ front, back });
  app.synth();
}

const before: Adds = ({ front, back }) => {
  new sns.Topic(front, 'News', { topicName: 'news' });
  new sqs.Queue(front, 'Jobs', { queueName: 'jobs' });
  new sns.Topic(back, 'Alerts', { topicName: 'alerts' });
};

const after: Adds = ({ front, back }) => {
  new sns.Topic(front, 'Announcements', { topicName: 'news' });
  new sqs.Queue(back, 'Work', { queueName: 'jobs' });
  new sns.Topic(back, 'Alerts', { topicName: 'alerts' });
};

const elsewhere = (stack: Stack): logs.CfnLogGroup => {
  const group = new logs.CfnLogGroup(stack, 'Elsewhere', { logGroupName: '/made/elsewhere' });
  group.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return group;
};

synthesize('before', before);
synthesize('after', after);
synthesize('imported', (stacks) => {
  after(stacks);
  elsewhere(stacks.front);
});
synthesize('existing', (stacks) => {
  after(stacks);
  elsewhere(stacks.front);
  const role = new iam.Role(stacks.back, 'Role', {
    roleName: 'made-elsewhere',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
});
