import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IAM } from '@aws-sdk/client-iam';
import { playTerraform } from './terraform.ts';

const identity = (action: string, seconds: number) => `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["${action}"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "app" {
  name                 = "app"
  path                 = "/shop/"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = ${seconds}
  permissions_boundary = aws_iam_policy.read.arn
  tags                 = { team = "shop" }
}

resource "aws_iam_policy" "read" {
  name   = "read"
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = aws_iam_role.app.name
}

resource "aws_iam_group" "devs" {
  name = "devs"
}

resource "aws_iam_user" "ada" {
  name = "ada"
  tags = { team = "shop" }
}

resource "aws_iam_user_group_membership" "ada" {
  user   = aws_iam_user.ada.name
  groups = [aws_iam_group.devs.name]
}

resource "aws_iam_user_policy_attachment" "ada" {
  user       = aws_iam_user.ada.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_access_key" "ada" {
  user = aws_iam_user.ada.name
}

resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

resource "aws_iam_service_linked_role" "ecs" {
  aws_service_name = "ecs.amazonaws.com"
}
`;

test('roles, users, groups and policies are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: identity('s3:Get*', 3600) },
    {
      configuration: identity('s3:List*', 7200),
      seen: async (place) => {
        const iam = new IAM(place);
        const { Role } = await iam.getRole({ RoleName: 'app' });
        assert.equal(Role?.MaxSessionDuration, 7200);
        const { Policy } = await iam.getPolicy({
          PolicyArn: Role.PermissionsBoundary?.PermissionsBoundaryArn,
        });
        assert.deepEqual([Policy?.DefaultVersionId, Policy?.AttachmentCount], ['v2', 1]);
      },
    },
  ]));
