import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { playTerraform } from './terraform.ts';

const logGroup = (days: number) => `
resource "aws_cloudwatch_log_group" "builds" {
  name              = "/storefront/builds"
  retention_in_days = ${days}
  tags              = { team = "delivery" }
}
`;

test('a log group is made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: logGroup(7) },
    {
      configuration: logGroup(30),
      seen: async (place) => {
        const { logGroups } = await new CloudWatchLogs(place).describeLogGroups({});
        assert.deepEqual(
          logGroups?.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
          [['/storefront/builds', 30]],
        );
      },
    },
  ]));
