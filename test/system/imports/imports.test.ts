import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { CloudControl } from '@aws-sdk/client-cloudcontrol';
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackImportComplete,
  type ResourceToImport,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';

const TemplateBody = readFileSync(new URL('types.yaml', import.meta.url), 'utf8');
const Capabilities = ['CAPABILITY_NAMED_IAM' as const];

let penstock: PenstockProcess;
let cloudformation: CloudFormation;
let cloudcontrol: CloudControl;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cloudformation = new CloudFormation(place);
  cloudcontrol = new CloudControl(place);
});
after(() => penstock.stop());

const waiting = (StackName: string) =>
  [{ client: cloudformation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName }] as const;

/** Identifiers that are not what stacks call their resources. */
const named: Readonly<Record<string, (id: string, vpc: string) => Readonly<Record<string, string>>>> = {
  'AWS::CodeDeploy::DeploymentGroup': (DeploymentGroupName) => ({
    ApplicationName: 'app',
    DeploymentGroupName,
  }),
  'AWS::EC2::VPCCidrBlock': (Id, VpcId) => ({ Id, VpcId }),
  'AWS::Events::Rule': () => ({ Arn: 'arn:aws:events:us-east-1:000000000000:rule/bus/rule' }),
  'AWS::Lambda::Permission': (Id) => ({ FunctionName: 'work', Id }),
  'AWS::Logs::LogStream': (LogStreamName) => ({ LogGroupName: 'logs', LogStreamName }),
  'AWS::Logs::MetricFilter': (FilterName) => ({ LogGroupName: 'logs', FilterName }),
};

let found: ResourceToImport[];

test('whatever a stack has left behind, another takes in by its identifiers', async () => {
  await cloudformation.createStack({ StackName: 'maker', TemplateBody, Capabilities });
  await waitUntilStackCreateComplete(...waiting('maker'));
  const { StackResourceSummaries = [] } = await cloudformation.listStackResources({ StackName: 'maker' });
  await cloudformation.deleteStack({ StackName: 'maker' });
  await waitUntilStackDeleteComplete(...waiting('maker'));
  found = await identified(StackResourceSummaries);
  const names = { StackName: 'taker', ChangeSetName: 'take' };
  await cloudformation.createChangeSet({
    ...names,
    TemplateBody,
    Capabilities,
    ChangeSetType: 'IMPORT',
    ResourcesToImport: found,
  });
  const { Status, StatusReason } = await cloudformation.describeChangeSet(names);
  assert.equal(Status, 'CREATE_COMPLETE', StatusReason);
  await cloudformation.executeChangeSet(names);
  await waitUntilStackImportComplete(...waiting('taker'));
});

async function identified(summaries: readonly StackResourceSummary[]): Promise<ResourceToImport[]> {
  const { ResourceIdentifierSummaries = [] } = await cloudformation.getTemplateSummary({ TemplateBody });
  const keys = new Map(
    ResourceIdentifierSummaries.map((each) => [each.ResourceType!, each.ResourceIdentifiers!]),
  );
  const vpc = summaries.find(({ LogicalResourceId }) => LogicalResourceId === 'Vpc')!.PhysicalResourceId!;
  return summaries.map(({ ResourceType, LogicalResourceId, PhysicalResourceId: id = '' }) => {
    const wanted = keys.get(ResourceType!)!;
    const parts = wanted.length === 1 ? [id] : id.split('|');
    const same = () => Object.fromEntries(wanted.map((key, index) => [key, parts[index]!]));
    const ResourceIdentifier = named[ResourceType!]?.(id, vpc) ?? same();
    return { ResourceType, LogicalResourceId, ResourceIdentifier };
  });
}

test('it is found to be as it was', async () => {
  await cloudformation.detectStackDrift({ StackName: 'taker' });
  const { StackResourceDrifts = [] } = await cloudformation.describeStackResourceDrifts({
    StackName: 'taker',
  });
  assert.equal(StackResourceDrifts.length, found.length);
  const strange = StackResourceDrifts.filter(
    ({ StackResourceDriftStatus }) => StackResourceDriftStatus !== 'IN_SYNC',
  );
  assert.deepEqual(
    strange.map(({ LogicalResourceId, PropertyDifferences }) => [LogicalResourceId, PropertyDifferences]),
    [],
  );
});

test('each of them is found without a stack, too', async () => {
  for (const { ResourceType: TypeName, ResourceIdentifier } of found) {
    const Identifier = Object.values(ResourceIdentifier!).join('|');
    const { ResourceDescription } = await cloudcontrol.getResource({ TypeName, Identifier });
    assert.ok(JSON.parse(ResourceDescription!.Properties!), TypeName);
  }
});
