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
resource "aws_s3_bucket_notification" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
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
