import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientsOf } from '../../../examples/storefront/deliver/clients.ts';
import { playTerraform } from './terraform.ts';

const trusting = (name: string, service: string) => `
resource "aws_iam_role" "${name}" {
  name = "storefront-${name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "${service}" } }]
  })
}
`;

/** What there is to watch and to log. */
const watching = (days: number, threshold: number) => `
resource "aws_cloudwatch_log_group" "builds" {
  name              = "/storefront/builds"
  retention_in_days = ${days}
  tags              = { team = "delivery" }
}
resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  pattern        = "{ $.level = \\"error\\" }"
  log_group_name = aws_cloudwatch_log_group.builds.name
  metric_transformation {
    name          = "Errors"
    namespace     = "Storefront"
    value         = "1"
    default_value = "0"
  }
}
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  namespace           = "Storefront"
  metric_name         = "Errors"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 2
  threshold           = ${threshold}
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = ["arn:aws:sns:us-east-1:000000000000:oncall"]
}
resource "aws_cloudwatch_metric_alarm" "rate" {
  alarm_name          = "rate"
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  metric_query {
    id          = "rate"
    expression  = "100 * errors / requests"
    label       = "rate"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { errors = "Errors", requests = "Requests" }
    content {
      id = metric_query.key
      metric {
        namespace   = "Storefront"
        metric_name = metric_query.value
        period      = 60
        stat        = "Sum"
      }
    }
  }
}
resource "aws_cloudwatch_composite_alarm" "bad" {
  alarm_name = "bad"
  alarm_rule = "ALARM(${'${aws_cloudwatch_metric_alarm.errors.alarm_name}'}) OR ALARM(${'${aws_cloudwatch_metric_alarm.rate.alarm_name}'})"
}
resource "aws_cloudwatch_dashboard" "shop" {
  dashboard_name = "shop"
  dashboard_body = jsonencode({ widgets = [] })
}
`;

test('log groups, filters, alarms and dashboards are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: watching(7, 5) },
    {
      configuration: watching(30, 7),
      seen: async (place) => {
        const { logs, cloudwatch } = clientsOf(place);
        const { logGroups } = await logs.describeLogGroups({});
        assert.deepEqual(
          logGroups?.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
          [['/storefront/builds', 30]],
        );
        const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: ['errors'] });
        assert.equal(MetricAlarms?.[0]?.Threshold, 7);
      },
    },
  ]));

/** A build project, a deployment group and a pipeline of both. */
const delivering = (minutes: number, percent: number, timeout: number) => `
${trusting('build', 'codebuild.amazonaws.com')}
${trusting('deploy', 'codedeploy.amazonaws.com')}
${trusting('pipeline', 'codepipeline.amazonaws.com')}
resource "aws_codebuild_project" "shop" {
  name          = "storefront"
  description   = "The shop"
  service_role  = aws_iam_role.build.arn
  build_timeout = ${minutes}
  source { type = "CODEPIPELINE" }
  artifacts { type = "CODEPIPELINE" }
  cache {
    type  = "LOCAL"
    modes = ["LOCAL_SOURCE_CACHE"]
  }
  environment {
    type            = "LINUX_CONTAINER"
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    privileged_mode = true
    environment_variable {
      name  = "STAGE"
      value = "test"
    }
  }
  logs_config {
    cloudwatch_logs { group_name = "builds" }
  }
  tags = { team = "delivery" }
}
resource "aws_codedeploy_app" "shop" {
  name             = "storefront"
  compute_platform = "ECS"
}
resource "aws_codedeploy_deployment_config" "canary" {
  deployment_config_name = "storefront-canary-${percent}"
  compute_platform       = "ECS"
  traffic_routing_config {
    type = "TimeBasedCanary"
    time_based_canary {
      interval   = 10
      percentage = ${percent}
    }
  }
  # A configuration cannot change, nor go while a group has it.
  lifecycle { create_before_destroy = true }
}
resource "aws_codedeploy_deployment_group" "shop" {
  app_name               = aws_codedeploy_app.shop.name
  deployment_group_name  = "storefront"
  deployment_config_name = aws_codedeploy_deployment_config.canary.id
  service_role_arn       = aws_iam_role.deploy.arn
  deployment_style {
    deployment_type   = "BLUE_GREEN"
    deployment_option = "WITH_TRAFFIC_CONTROL"
  }
  blue_green_deployment_config {
    deployment_ready_option { action_on_timeout = "CONTINUE_DEPLOYMENT" }
    terminate_blue_instances_on_deployment_success {
      action                           = "TERMINATE"
      termination_wait_time_in_minutes = 5
    }
  }
  ecs_service {
    cluster_name = "shop"
    service_name = "storefront"
  }
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = ["arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/shop/0123456789abcdef/0123456789abcdef"]
      }
      target_group { name = "blue" }
      target_group { name = "green" }
    }
  }
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
}
resource "aws_s3_bucket" "artifacts" {
  bucket        = "storefront-artifacts-000000000000"
  force_destroy = true
}
resource "aws_codecommit_repository" "shop" {
  repository_name = "storefront"
  description     = "The shop"
}
resource "aws_codepipeline" "shop" {
  name          = "storefront"
  role_arn      = aws_iam_role.pipeline.arn
  pipeline_type = "V2"
  artifact_store {
    type     = "S3"
    location = aws_s3_bucket.artifacts.bucket
  }
  stage {
    name = "Source"
    action {
      name             = "Commit"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeCommit"
      version          = "1"
      output_artifacts = ["Source"]
      configuration    = { RepositoryName = aws_codecommit_repository.shop.repository_name, BranchName = "main" }
    }
  }
  stage {
    name = "Build"
    action {
      name            = "TestAndPackage"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["Source"]
      configuration   = { ProjectName = aws_codebuild_project.shop.name }
    }
  }
  stage {
    name = "Approve"
    action {
      name               = "Manager"
      category           = "Approval"
      owner              = "AWS"
      provider           = "Manual"
      version            = "1"
      timeout_in_minutes = ${timeout}
    }
  }
  tags = { team = "delivery" }
}
output "pipeline" { value = aws_codepipeline.shop.arn }
`;

test('projects, deployment groups and pipelines are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: delivering(30, 10, 120) },
    {
      configuration: delivering(45, 20, 60),
      seen: async (place, outputs) => {
        const { codebuild, codedeploy, codepipeline } = clientsOf(place);
        assert.equal(outputs['pipeline'], 'arn:aws:codepipeline:us-east-1:000000000000:storefront');
        const { projects } = await codebuild.batchGetProjects({ names: ['storefront'] });
        assert.equal(projects?.[0]?.timeoutInMinutes, 45);
        const { deploymentGroupInfo } = await codedeploy.getDeploymentGroup({
          applicationName: 'storefront',
          deploymentGroupName: 'storefront',
        });
        assert.equal(deploymentGroupInfo?.deploymentConfigName, 'storefront-canary-20');
        const { pipeline } = await codepipeline.getPipeline({ name: 'storefront' });
        assert.equal(pipeline?.version, 2);
        assert.equal(pipeline?.stages?.[2]?.actions?.[0]?.timeoutInMinutes, 60);
      },
    },
  ]));
