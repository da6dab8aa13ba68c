import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { services } from '../src/catalogue.ts';
import { ServiceModels } from '../src/wire/schema/service-models.ts';

/** Exceptions of CodePipeline's model that no transcript shows of the operation, and why. */
const unseen: Readonly<Record<string, string>> = {
  ConcurrentModificationException: 'nothing here is modified by two at once',
  ConflictException: 'the same of executions',
  ConcurrentPipelineExecutionsLimitExceededException: 'spec/limit.txt shows it of the operations that start',
  InvalidActionDeclarationException: 'declarations are refused alike by Create- and UpdatePipeline',
  InvalidBlockerDeclarationException: 'API reference: blockers are "reserved for future use"',
  InvalidStructureException: 'declarations are refused alike by Create- and UpdatePipeline',
  InvalidClientTokenException: 'partners’ jobs: there are none',
  InvalidJobException: 'partners’ jobs: there are none',
  InvalidJobStateException: 'partners’ jobs: there are none',
  InvalidNonceException: 'partners’ jobs: there are none',
  InvalidNextTokenException: 'ListRuleTypes has one page and no token',
  InvalidTagsException: 'tags are refused alike wherever they are given',
  TooManyTagsException: 'tags are refused alike wherever they are given',
  LimitExceededException: 'limits of an account: too many for a transcript',
  PipelineNotFoundException: 'PutActionRevision: spec/not-found.txt shows it of the others',
  RequestFailedException: 'AWS’s own failure',
  ValidationException: 'of every operation alike, by its model: test of wire/constraints',
};

test('each exception of each operation of CodePipeline is in a transcript, or said why not', async () => {
  const folder = 'src/services/codepipeline/spec/';
  const texts = readdirSync(folder).map((name) => readFileSync(folder + name, 'utf8'));
  const seen = new Set<string>();
  for (const block of texts.flatMap((text) => text.split('\n\n'))) {
    const [, operation] = /^codepipeline (\w+)/m.exec(block) ?? [];
    const [, exception] = /^----\n(\w+): /m.exec(block) ?? [];
    if (operation && exception) seen.add(`${operation} ${exception}`);
  }
  const model = await new ServiceModels().of(
    services.find(({ listing }) => listing.name === 'codepipeline')!,
  );
  const missing = [...model.operations.values()].flatMap(({ name, errors }) =>
    [...errors]
      .filter((error) => !seen.has(`${name} ${error}`) && !(error in unseen))
      .map((error) => `${name} ${error}`),
  );
  assert.deepEqual(missing, []);
});
