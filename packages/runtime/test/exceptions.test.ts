import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import { ServiceModels } from '../src/wire/schema/service-models.ts';

/** What no call can be answered, and why. By operation and exception, or by exception, of whatever operation. */
const impossible: Readonly<Record<string, string>> = {
  ConcurrentModificationException:
    'calls change things one after the other, each in a transaction of its own',
  ConflictException: 'the same: no pipeline is ever too busy to be told something',
  'ListRuleTypes InvalidNextTokenException': 'its input has no token: the model has it for the output only',
  'UpdateActionType RequestFailedException': 'there is no action type that it could fail to update',
  ...Object.fromEntries(
    [
      'AcknowledgeThirdPartyJob InvalidNonceException',
      'AcknowledgeThirdPartyJob InvalidClientTokenException',
      'GetThirdPartyJobDetails InvalidClientTokenException',
      'GetThirdPartyJobDetails InvalidJobException',
      'PutThirdPartyJobFailureResult InvalidJobStateException',
      'PutThirdPartyJobFailureResult InvalidClientTokenException',
      'PutThirdPartyJobSuccessResult InvalidJobStateException',
      'PutThirdPartyJobSuccessResult InvalidClientTokenException',
    ].map((pair) => [
      pair,
      'nobody is a partner of this house, so there is no job of a partner: JobNotFoundException',
    ]),
  ),
};

/** A thousand pipelines are too many for a transcript that is played hundreds of times: which test shows it instead. */
const elsewhere: Readonly<Record<string, string>> = {
  'CreatePipeline LimitExceededException': 'operations/quotas.test.ts',
  'UpdatePipeline LimitExceededException': 'operations/quotas.test.ts',
};

/** Operations that nobody can call with success, as docs/coverage.md says: nobody is a partner of this house. */
const partners = [
  'AcknowledgeThirdPartyJob',
  'GetActionType',
  'GetThirdPartyJobDetails',
  'PollForThirdPartyJobs',
  'PutThirdPartyJobFailureResult',
  'PutThirdPartyJobSuccessResult',
  'UpdateActionType',
];

const folder = 'src/services/codepipeline/';

/** `<operation> <exception>`, or `<operation>` where it was answered what it is meant to, of all transcripts. */
function answers(): ReadonlySet<string> {
  const texts = readdirSync(`${folder}spec`).map((name) => readFileSync(`${folder}spec/${name}`, 'utf8'));
  const seen = new Set<string>();
  for (const block of texts.flatMap((text) => text.split('\n\n'))) {
    const [, operation] = /^codepipeline (\w+)/m.exec(block) ?? [];
    const [, exception] = /^----\n(\w+Exception): /m.exec(block) ?? [];
    if (operation) seen.add(exception ? `${operation} ${exception}` : operation);
  }
  return seen;
}

test('each operation of CodePipeline is in a transcript, and each of its exceptions, or said why not', async () => {
  const seen = answers();
  const model = await new ServiceModels().of(
    services.find(({ listing }) => listing.name === 'codepipeline')!,
  );
  const pairs = [...model.operations.values()].flatMap(({ name, errors }) =>
    [...errors].map((error) => ({ error, pair: `${name} ${error}` })),
  );
  const shown = ({ error, pair }: (typeof pairs)[number]) =>
    seen.has(pair) || pair in elsewhere || pair in impossible || error in impossible;
  assert.deepEqual(
    pairs.filter((each) => !shown(each)).map(({ pair }) => pair),
    [],
  );
  const idle = [...model.operations.keys()].filter((name) => !seen.has(name));
  assert.deepEqual(idle.sort(), partners);
});

test('what is excused cannot occur, and what is elsewhere is there', () => {
  const seen = [...answers()];
  const occurring = seen.filter((pair) => pair in impossible || pair.split(' ')[1]! in impossible);
  assert.deepEqual(occurring, []);
  for (const [pair, file] of Object.entries(elsewhere))
    assert.ok(readFileSync(folder + file, 'utf8').includes(pair.replace(' ', ': ')), pair);
});

test('the transcripts that show what emulators most often get wrong are there', () => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const [, table = ''] = readme.split('## What emulators most often get wrong');
  const rows = table
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '));
  assert.equal(rows.length, 11);
  const named = [...rows.join().matchAll(/`([^`]+\.txt)`/g)].map(([, name]) => name!);
  const files = named.map((name) => (name.includes('/') ? `src/services/${name}` : `${folder}spec/${name}`));
  assert.deepEqual(
    files.filter((file) => !existsSync(file)),
    [],
  );
});
