import type { TestRepositoryTriggersInput, TestRepositoryTriggersOutput } from '@aws-sdk/client-codecommit';
import { AwsError } from '../../../base/aws-error.ts';
import type { Given } from '../../../base/given.ts';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import { branches, repositoryOf, within } from '../records.ts';
import { tellingOf } from '../triggers.ts';
import { checkedTriggers } from './repository-settings.ts';

/** What is told where a repository has no branch yet. */
// AWS: API reference: "If real data is available in the repository, the test sends data from the last commit. If no
// data is available, sample data is generated."
const sample = { reference: 'refs/heads/main', newCommitId: '0000000000000000000000000000000000000000' };

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_TestRepositoryTriggers.html */
export const testRepositoryTriggers: WaitingHandler<
  Given<TestRepositoryTriggersInput>,
  TestRepositoryTriggersOutput
> = {
  async waits({ repositoryName, triggers }, call) {
    const tellings = call.transaction((inner) => {
      const repository = repositoryOf(inner.tx, inner, repositoryName);
      return checkedTriggers(triggers).map((trigger) => {
        const wanted = trigger.branches[0] ?? repository.defaultBranch;
        const branch = wanted && branches.get(inner.tx, inner, within(repositoryName, wanted));
        const update = branch
          ? { reference: `refs/heads/${branch.branchName}`, newCommitId: branch.commitId }
          : sample;
        return { name: trigger.name, ...tellingOf(inner, repository, trigger, [update]) };
      });
    });
    const [successfulExecutions, failedExecutions]: [
      string[],
      { trigger: string; failureMessage: string }[],
    ] = [[], []];
    const scope = { account: call.account, region: call.region };
    for (const { name, ...told } of tellings) {
      try {
        await call.perform({ type: 'aws.call', ...told, as: 'codecommit.amazonaws.com', scope });
        successfulExecutions.push(name);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failedExecutions.push({ trigger: name, failureMessage: error.message });
      }
    }
    return { successfulExecutions, failedExecutions };
  },
};
