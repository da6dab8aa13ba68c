import type {
  GetRepositoryTriggersInput,
  GetRepositoryTriggersOutput,
  PutRepositoryTriggersInput,
  PutRepositoryTriggersOutput,
  RepositoryTrigger,
  UpdateRepositoryDescriptionInput,
  UpdateRepositoryEncryptionKeyInput,
  UpdateRepositoryEncryptionKeyOutput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidTriggerDestination, invalidTriggerName, maximumTriggersExceeded } from '../errors.ts';
import { repositories, repositoryOf, type Repository, type Trigger } from '../records.ts';

export const updateRepositoryDescription: Handler<Given<UpdateRepositoryDescriptionInput>, object> = (
  { repositoryName, repositoryDescription },
  call,
) => {
  keep(call, { ...repositoryOf(call.tx, call, repositoryName), repositoryDescription });
  return {};
};

/** The key is kept and told; nothing is encrypted at rest. */
export const updateRepositoryEncryptionKey: Handler<
  Given<UpdateRepositoryEncryptionKeyInput>,
  UpdateRepositoryEncryptionKeyOutput
> = ({ repositoryName, kmsKeyId }, call) => {
  const before = repositoryOf(call.tx, call, repositoryName);
  keep(call, { ...before, kmsKeyId });
  return {
    repositoryId: before.repositoryId,
    kmsKeyId,
    ...(before.kmsKeyId !== undefined && { originalKmsKeyId: before.kmsKeyId }),
  };
};

function keep(call: Call, repository: Repository): void {
  repositories.put(call.tx, call, repository.repositoryName, { ...repository, lastModifiedDate: call.now });
}

/** AWS: CodeCommit quotas, "Number of triggers in a repository: 10". */
const triggersMax = 10;

/** Those given take the place of all there were. */
export const putRepositoryTriggers: Handler<
  Given<PutRepositoryTriggersInput>,
  PutRepositoryTriggersOutput
> = ({ repositoryName, triggers }, call) => {
  const repository = repositoryOf(call.tx, call, repositoryName);
  const after: Repository = { ...repository, triggers: checkedTriggers(triggers) };
  keep(call, after);
  return { configurationId: configurationOf(after) };
};

export function checkedTriggers(triggers: Given<PutRepositoryTriggersInput>['triggers']): Trigger[] {
  if (triggers.length > triggersMax) maximumTriggersExceeded();
  return triggers.map(({ name, destinationArn, customData, branches, events }): Trigger => {
    if (!/^[\w.-]{1,100}$/.test(name)) invalidTriggerName();
    if (!/^arn:aws:(sns|lambda):/.test(destinationArn)) invalidTriggerDestination();
    return {
      name,
      destinationArn,
      branches: branches ?? [],
      events,
      ...(customData !== undefined && { customData }),
    };
  });
}

export const getRepositoryTriggers: Handler<
  Given<GetRepositoryTriggersInput>,
  GetRepositoryTriggersOutput
> = ({ repositoryName }, call) => {
  const repository = repositoryOf(call.tx, call, repositoryName);
  return {
    configurationId: configurationOf(repository),
    triggers: (repository.triggers ?? []).map((trigger) => ({ ...trigger }) as RepositoryTrigger),
  };
};

export const configurationOf = ({ repositoryId, triggers }: Repository): string =>
  derivedUuid('codecommit.triggers', repositoryId, JSON.stringify(triggers ?? []));
