import assert from 'node:assert/strict';
import { test } from 'node:test';
import { S3 } from '@aws-sdk/client-s3';
import { playTerraform } from './terraform.ts';

/** A bucket with a resource of Terraform's for each of its aspects. */
const bucket = (days: number, team: string) => `
resource "aws_s3_bucket" "artifacts" {
  bucket        = "terraform-artifacts"
  force_destroy = true
  tags          = { team = "${team}" }
}
resource "aws_s3_bucket" "logs" {
  bucket = "terraform-logs"
}
resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket                  = aws_s3_bucket.artifacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_ownership_controls" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  rule { object_ownership = "BucketOwnerEnforced" }
}
resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket     = aws_s3_bucket.artifacts.id
  depends_on = [aws_s3_bucket_versioning.artifacts]
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "tmp/" }
    expiration { days = ${days} }
    noncurrent_version_expiration { noncurrent_days = 30 }
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
}
resource "aws_s3_bucket_cors_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  cors_rule {
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://*.example.com"]
    allowed_headers = ["*"]
    max_age_seconds = 3000
  }
}
resource "aws_s3_bucket_logging" "artifacts" {
  bucket        = aws_s3_bucket.artifacts.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "artifacts/"
}
resource "aws_s3_bucket_website_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
}
resource "aws_s3_bucket_policy" "artifacts" {
  bucket     = aws_s3_bucket.artifacts.id
  depends_on = [aws_s3_bucket_public_access_block.artifacts]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnforceSecureTransport"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.artifacts.arn, "\${aws_s3_bucket.artifacts.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
resource "aws_sqs_queue" "uploads" {
  name = "terraform-uploads"
}
data "aws_iam_policy_document" "uploads" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.uploads.arn]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.artifacts.arn]
    }
  }
}
resource "aws_sqs_queue_policy" "uploads" {
  queue_url = aws_sqs_queue.uploads.id
  policy    = data.aws_iam_policy_document.uploads.json
}
resource "aws_s3_bucket_notification" "artifacts" {
  bucket     = aws_s3_bucket.artifacts.id
  depends_on = [aws_sqs_queue_policy.uploads]
  queue {
    queue_arn     = aws_sqs_queue.uploads.arn
    events        = ["s3:ObjectCreated:*"]
    filter_suffix = ".zip"
  }
}
resource "aws_s3_object" "readme" {
  bucket       = aws_s3_bucket.artifacts.id
  key          = "docs/readme.txt"
  content      = "kept ${days} days"
  content_type = "text/plain"
  tags         = { kind = "docs" }
}
output "arn" { value = aws_s3_bucket.artifacts.arn }
`;

test('a bucket, its aspects and an object are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: bucket(10, 'delivery') },
    {
      configuration: bucket(20, 'platform'),
      seen: async (place, { arn }) => {
        assert.equal(arn, 'arn:aws:s3:::terraform-artifacts');
        const s3 = new S3({ ...place, forcePathStyle: true });
        const Bucket = 'terraform-artifacts';
        const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket });
        assert.deepEqual(
          Rules?.map(({ ID, Expiration }) => [ID, Expiration?.Days]),
          [['old', 20]],
        );
        assert.deepEqual((await s3.getBucketTagging({ Bucket })).TagSet, [
          { Key: 'team', Value: 'platform' },
        ]);
        const { Body } = await s3.getObject({ Bucket, Key: 'docs/readme.txt' });
        assert.equal(await Body?.transformToString(), 'kept 20 days');
        const { Versions } = await s3.listObjectVersions({ Bucket });
        assert.equal(Versions?.length, 2);
      },
    },
  ]));

/** What is kept and told, locks, and access lists. */
const kept = (status: string) => `
resource "aws_s3_bucket" "vault" {
  bucket              = "terraform-vault"
  object_lock_enabled = true
}
resource "aws_s3_bucket_versioning" "vault" {
  bucket = aws_s3_bucket.vault.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_object_lock_configuration" "vault" {
  bucket = aws_s3_bucket.vault.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}
resource "aws_s3_bucket" "lists" {
  bucket = "terraform-lists"
}
resource "aws_s3_bucket_versioning" "lists" {
  bucket = aws_s3_bucket.lists.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_ownership_controls" "lists" {
  bucket = aws_s3_bucket.lists.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_acl" "lists" {
  bucket     = aws_s3_bucket.lists.id
  acl        = "log-delivery-write"
  depends_on = [aws_s3_bucket_ownership_controls.lists]
}
resource "aws_s3_bucket_accelerate_configuration" "lists" {
  bucket = aws_s3_bucket.lists.id
  status = "${status}"
}
resource "aws_s3_bucket_request_payment_configuration" "lists" {
  bucket = aws_s3_bucket.lists.id
  payer  = "Requester"
}
resource "aws_s3_bucket_metric" "lists" {
  bucket = aws_s3_bucket.lists.id
  name   = "all"
}
resource "aws_s3_bucket_analytics_configuration" "lists" {
  bucket = aws_s3_bucket.lists.id
  name   = "all"
  filter { prefix = "in/" }
}
resource "aws_s3_bucket_intelligent_tiering_configuration" "lists" {
  bucket = aws_s3_bucket.lists.id
  name   = "all"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}
resource "aws_s3_bucket_inventory" "lists" {
  bucket                   = aws_s3_bucket.lists.id
  name                     = "all"
  included_object_versions = "All"
  schedule { frequency = "Daily" }
  destination {
    bucket {
      format     = "ORC"
      bucket_arn = aws_s3_bucket.vault.arn
    }
  }
}
resource "aws_iam_role" "replication" {
  name = "terraform-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}
resource "aws_s3_bucket_replication_configuration" "lists" {
  depends_on = [aws_s3_bucket_versioning.lists, aws_s3_bucket_versioning.vault]
  role       = aws_iam_role.replication.arn
  bucket     = aws_s3_bucket.lists.id
  rule {
    id     = "all"
    status = "Enabled"
    filter { prefix = "in/" }
    delete_marker_replication { status = "Disabled" }
    destination { bucket = aws_s3_bucket.vault.arn }
  }
}
`;

test('locks, access lists and what is only kept go through their life in Terraform, too', (t) =>
  playTerraform(t, [{ configuration: kept('Enabled') }, { configuration: kept('Suspended') }]));
