import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SSM } from '@aws-sdk/client-ssm';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

const bootstrap = (...words: string[]) => cdk.run(['bootstrap', 'aws://000000000000/us-east-1', ...words]);

async function version(): Promise<number> {
  const { Parameter } = await new SSM(place).getParameter({ Name: '/cdk-bootstrap/hnb659fds/version' });
  return Number(Parameter!.Value);
}

test('an account is bootstrapped with a template of its own, and upgraded, but never downgraded', async () => {
  const { text: shown } = await cdk.run(['bootstrap', '--show-template']);
  const template = shown.slice(shown.indexOf('Description:'));
  const stated = /Value: "(\d+)"/g;
  const current = Number(stated.exec(template)![1]);
  const file = path.join(cdk.folder, 'bootstrap.yaml');
  const older = template.replace(stated, `Value: "${current - 1}"`);
  writeFileSync(file, older.replace('Description:', 'Description: Of our own.'));

  const made = await bootstrap('--template', file, '--toolkit-stack-name', 'CDKToolkit');
  assert.equal(made.code, 0, made.text);
  assert.equal(await version(), current - 1);
  const toolkit = async () =>
    (await new CloudFormation(place).describeStacks({ StackName: 'CDKToolkit' })).Stacks![0]!;
  assert.match((await toolkit()).Description!, /^Of our own\./);

  const open = ['--public-access-block-configuration', 'false'];
  const upgraded = await bootstrap(...open);
  assert.equal(upgraded.code, 0, upgraded.text);
  assert.equal(await version(), current);
  assert.equal((await toolkit()).StackStatus, 'UPDATE_COMPLETE');
  assert.match((await bootstrap(...open)).text, /no changes/);

  const downgraded = await bootstrap('--template', file);
  assert.match(downgraded.text, /Not downgrading it to version/);
  assert.equal(await version(), current);
});
