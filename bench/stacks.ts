import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { startPenstock } from '../scripts/penstock-process.ts';

/**
 * Stacks of parameters that are kept for real (each a call to Systems Manager), nine in ten of which refer to the one
 * before: time for a resource, and how it grows.
 */
const sizes = [10, 100, 500] as const;
/** Seconds that 500 simple resources may take. */
const secondsMax = 5;

const region = 'us-east-1';
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };

function template(size: number): string {
  const resources = Array.from({ length: size }, (_, index) => {
    const before = index % 10 === 0 ? undefined : { Ref: `P${index - 1}` };
    const properties = { Type: 'String', Value: before ?? 'first' };
    return [`P${index}`, { Type: 'AWS::SSM::Parameter', Properties: properties }];
  });
  return JSON.stringify({ Resources: Object.fromEntries(resources) as object });
}

async function untilSettled(client: CloudFormation, name: string): Promise<string> {
  for (;;) {
    const { Stacks = [] } = await client.describeStacks({ StackName: name });
    const status = Stacks[0]!.StackStatus!;
    if (!status.endsWith('_IN_PROGRESS')) return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
const penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
const client = new CloudFormation({ endpoint: penstock.endpoint, region, credentials });
/** Milliseconds a resource, by the stack's size. */
const each = new Map<number, number>();
try {
  await client.createStack({ StackName: 'warm', TemplateBody: template(3) });
  await untilSettled(client, 'warm');
  for (const size of sizes) {
    const started = performance.now();
    const { StackId } = await client.createStack({ StackName: `of-${size}`, TemplateBody: template(size) });
    const status = await untilSettled(client, StackId!);
    const ms = performance.now() - started;
    if (status !== 'CREATE_COMPLETE') throw new Error(`a stack of ${size} ended ${status}`);
    each.set(size, ms / size);
    console.log(`${size} resources: ${Math.round(ms)} ms, ${(ms / size).toFixed(2)} ms each`);
  }
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}
const growth = each.get(500)! / each.get(100)!;
const seconds = (each.get(500)! * 500) / 1000;
console.log(
  `from 100 to 500 a resource takes ${growth.toFixed(2)} times as long; 500 take ${seconds.toFixed(2)} s`,
);
if (seconds > secondsMax) {
  console.error(`500 resources are to take at most ${secondsMax} s`);
  process.exitCode = 1;
}
