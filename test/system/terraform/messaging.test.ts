import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { playTerraform } from './terraform.ts';

const messaging = (visibility: number, pattern: string) => `
resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_sqs_queue" "work" {
  name                       = "work"
  visibility_timeout_seconds = ${visibility}
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
  tags                       = { team = "delivery" }
}

resource "aws_sqs_queue" "ordered" {
  name                        = "ordered.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}

data "aws_iam_policy_document" "send" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.work.arn]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work.id
  policy    = data.aws_iam_policy_document.send.json
}

resource "aws_sns_topic" "builds" {
  name         = "builds"
  display_name = "Builds"
}

resource "aws_sns_topic_subscription" "work" {
  topic_arn            = aws_sns_topic.builds.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.work.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ state = ["FAILED"] })
}

resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_event_rule" "failures" {
  name           = "failures"
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  event_pattern  = jsonencode(${pattern})
}

resource "aws_cloudwatch_event_target" "failures" {
  rule           = aws_cloudwatch_event_rule.failures.name
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  arn            = aws_sns_topic.builds.arn
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  schedule_expression = "cron(0 3 * * ? *)"
}
`;

test('queues, topics and rules are made, changed and destroyed by Terraform', { timeout: 600_000 }, (t) =>
  playTerraform(t, [
    { configuration: messaging(30, '{ source = ["shop"] }') },
    {
      configuration: messaging(60, '{ source = ["shop"], detail = { state = [{ prefix = "FAIL" }] } }'),
      seen: async (place) => {
        const sqs = new SQS(place);
        const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'work' });
        const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
        assert.equal(Attributes?.['VisibilityTimeout'], '60');
        const { Subscriptions } = await new SNS(place).listSubscriptions({});
        assert.deepEqual(
          Subscriptions?.map(({ Endpoint }) => Endpoint),
          [Attributes?.['QueueArn']],
        );
        const rule = await new EventBridge(place).describeRule({ Name: 'failures', EventBusName: 'orders' });
        assert.match(rule.EventPattern ?? '', /FAIL/);
      },
    },
  ]),
);
