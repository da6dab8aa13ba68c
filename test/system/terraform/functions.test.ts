import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { ECR } from '@aws-sdk/client-ecr';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { playTerraform } from './terraform.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-terraform-functions-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const zip = path.join(folder, 'code.zip');
writeFileSync(zip, await buffer(zipped({ 'index.js': 'exports.handler = async () => process.env.STAGE' })));

const functions = (stage: string, mutability: string) => `
resource "aws_iam_role" "worker" {
  name = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_layer_version" "tools" {
  layer_name          = "tools"
  filename            = "${zip}"
  compatible_runtimes = ["nodejs22.x"]
}

resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = aws_iam_role.worker.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "${zip}"
  timeout       = 10
  publish       = true
  layers        = [aws_lambda_layer_version.tools.arn]
  environment {
    variables = { STAGE = "${stage}" }
  }
  tags = { team = "delivery" }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.worker.function_name
  function_version = aws_lambda_function.worker.version
}

resource "aws_lambda_permission" "topics" {
  statement_id  = "topics"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "sns.amazonaws.com"
}

resource "aws_lambda_function_event_invoke_config" "worker" {
  function_name          = aws_lambda_function.worker.function_name
  maximum_retry_attempts = 1
}

resource "aws_lambda_function_url" "worker" {
  function_name      = aws_lambda_function.worker.function_name
  authorization_type = "NONE"
}

resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  visibility_timeout_seconds = 30
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.worker.arn
  batch_size       = 5
}

resource "aws_ecr_repository" "web" {
  name                 = "web"
  image_tag_mutability = "${mutability}"
  tags                 = { team = "delivery" }
}

resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
      action       = { type = "expire" }
    }]
  })
}
`;

test('functions and repositories are made, changed and destroyed by Terraform', { timeout: 600_000 }, (t) =>
  playTerraform(t, [
    { configuration: functions('one', 'MUTABLE') },
    {
      configuration: functions('two', 'IMMUTABLE'),
      seen: async (place) => {
        const { Payload, ExecutedVersion } = await new Lambda(place).invoke({
          FunctionName: 'worker',
          Qualifier: 'live',
        });
        assert.deepEqual([Buffer.from(Payload!).toString(), ExecutedVersion], ['"two"', '2']);
        const { repositories } = await new ECR(place).describeRepositories({});
        assert.equal(repositories![0]!.imageTagMutability, 'IMMUTABLE');
      },
    },
  ]),
);
