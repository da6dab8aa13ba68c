import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { jsonReport, lint, rules, sarifReport, textReport } from '../index.ts';

const script = `aws cloudwatch put-metric-alarm --alarm-name cpu --namespace AWS/ECS --metric-name CPUUtilization \\
  --statistic Average --period 60 --threshold 80 --comparison-operator GreaterThanThreshold --evaluation-periods 2
`;
const concepts =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension';
const report = lint({ sources: [{ name: 'my scripts/alarms.sh', text: script }] });

test('people read what is wrong, where, why, and what to do', () => {
  assert.equal(
    textReport(report, { colour: false, columns: 100 }),
    `✗ alarm cpu  my scripts/alarms.sh:1:1
  CPUUtilization is not published without dimensions; CloudWatch does not add up over dimensions, so
  the alarm has no data and stays in INSUFFICIENT_DATA.
  → Give the dimensions ClusterName or ClusterName + ServiceName: --dimensions
    Name=ClusterName,Value=my-cluster Name=ServiceName,Value=my-service.
  error dimensions-complete · ${concepts}

· alarm cpu  my scripts/alarms.sh:1:1
  It has no actions, and nothing that was read is guarded by it.
  → Give it a topic (--alarm-actions), or name it in a deployment group’s alarmConfiguration.
  note actions-heard · https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html

Looked at 1 alarm, 0 guarded releases, 0 topics, 0 pipelines: 1 error, 1 note.
`,
  );
  assert.match(textReport(report, { colour: true, columns: 100 }), /\u001b\[31m✗\u001b\[39m/);
  const clean = lint({ sources: [] });
  assert.match(textReport(clean, { colour: false, columns: 80 }), /^✓ Looked at 0 alarms.*nothing to say/);
});

test('programs read the same', () => {
  const { findings, read } = JSON.parse(jsonReport(report)) as { findings: object[]; read: object };
  assert.deepEqual(read, { alarms: 1, guards: 0, topics: 0, pipelines: 0 });
  assert.equal((findings[0] as { rule: string }).rule, 'dimensions-complete');
});

test('what code scanning reads is SARIF 2.1.0', () => {
  const require = createRequire(import.meta.url);
  const schema = readFileSync(
    require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  );
  // The schema is of draft 4, whose one difference here is what an id is called.
  const { id, $schema, ...rest } = JSON.parse(schema) as Record<string, unknown>;
  const validate = new Ajv({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
  }).compile(rest);
  const text = sarifReport(report, '1.2.3');
  assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
  assert.ok(id && $schema);
  const [run] = (JSON.parse(text) as { runs: any[] }).runs;
  assert.equal(run.tool.driver.rules.length, rules.length);
  assert.equal(run.results[0].locations[0].physicalLocation.artifactLocation.uri, 'my%20scripts/alarms.sh');
  assert.equal(run.tool.driver.rules[run.results[0].ruleIndex].id, run.results[0].ruleId);
  const broken = JSON.parse(text) as { runs: any[] };
  broken.runs[0].results[0].level = 'fatal';
  assert.equal(validate(broken), false);
});
