import { each, type VendedNamespace } from './vended.ts';

/** What builds use is told of projects, and of each build. */
const used = [['ProjectName'], ['BuildId', 'BuildNumber', 'ProjectName']] as const;

// AWS: CodeBuild user guide, "CodeBuild CloudWatch metrics" and "CodeBuild resource utilization metrics".
export const codebuild: VendedNamespace = {
  namespace: 'AWS/CodeBuild',
  url: 'https://docs.aws.amazon.com/codebuild/latest/userguide/cloudwatch_metrics-codebuild.html',
  periodSeconds: 60,
  metrics: {
    ...each('Builds SucceededBuilds FailedBuilds', {
      measure: 'count',
      dimensionSets: [[], ['ProjectName']],
      sparse: true,
    }),
    ...each(
      'Duration BuildDuration DownloadSourceDuration FinalizingDuration InstallDuration PostBuildDuration',
      {
        measure: 'seconds',
        dimensionSets: [[], ['ProjectName']],
        sparse: true,
      },
    ),
    ...each(
      'PreBuildDuration ProvisioningDuration QueuedDuration SubmittedDuration UploadArtifactsDuration',
      {
        measure: 'seconds',
        dimensionSets: [[], ['ProjectName']],
        sparse: true,
      },
    ),
    ...each('CPUUtilizedPercent MemoryUtilizedPercent', { measure: 'percent', dimensionSets: used }),
    ...each('CPUUtilized', { measure: 'level', dimensionSets: used }),
    ...each('MemoryUtilized', { measure: 'megabytes', dimensionSets: used }),
    ...each('StorageReadBytes StorageWriteBytes', { measure: 'bytes', dimensionSets: used }),
  },
};

// AWS: SQS developer guide, "Available CloudWatch metrics for Amazon SQS". Queues that nobody used for six hours
// publish nothing.
export const sqs: VendedNamespace = {
  namespace: 'AWS/SQS',
  url:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/' +
    'sqs-available-cloudwatch-metrics.html',
  periodSeconds: 60,
  metrics: {
    ...each('ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible', {
      measure: 'level',
      dimensionSets: [['QueueName']],
    }),
    ...each('ApproximateNumberOfMessagesVisible ApproximateNumberOfGroupsWithInflightMessages', {
      measure: 'level',
      dimensionSets: [['QueueName']],
    }),
    ...each('ApproximateAgeOfOldestMessage', { measure: 'seconds', dimensionSets: [['QueueName']] }),
    ...each('NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent', {
      measure: 'count',
      dimensionSets: [['QueueName']],
    }),
    ...each('NumberOfDeduplicatedSentMessages ApproximateNumberOfNoisyGroups', {
      measure: 'count',
      dimensionSets: [['QueueName']],
    }),
    ...each('SentMessageSize', { measure: 'bytes', dimensionSets: [['QueueName']] }),
  },
};

// AWS: CodePipeline user guide, "CodePipeline CloudWatch metrics".
export const codepipeline: VendedNamespace = {
  namespace: 'AWS/CodePipeline',
  url: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html',
  periodSeconds: 60,
  metrics: {
    ...each('PipelineDuration', { measure: 'seconds', dimensionSets: [['PipelineName']], sparse: true }),
    ...each('FailedPipelineExecutions', {
      measure: 'count',
      dimensionSets: [[], ['PipelineName']],
      sparse: true,
    }),
  },
};
