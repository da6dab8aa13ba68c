import type {
  AcknowledgeThirdPartyJobInput,
  AcknowledgeThirdPartyJobOutput,
  GetActionTypeInput,
  GetActionTypeOutput,
  GetThirdPartyJobDetailsInput,
  GetThirdPartyJobDetailsOutput,
  PollForThirdPartyJobsInput,
  PollForThirdPartyJobsOutput,
  PutThirdPartyJobFailureResultInput,
  PutThirdPartyJobSuccessResultInput,
  UpdateActionTypeInput,
} from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { actionTypeNotFound, jobNotFound, validation } from '../errors.ts';

// What AWS's partners have: action types that AWS has made for them, and the jobs of those. Nobody is a partner of this
// house, so there is no such type and no such job; and that is what is answered.

// AWS: API reference, PollForThirdPartyJobs: "Used for partner actions only."
export const pollForThirdPartyJobs: Handler<
  Given<PollForThirdPartyJobsInput>,
  PollForThirdPartyJobsOutput
> = ({ actionTypeId }) => {
  // AWS: unverified words.
  if (actionTypeId.owner !== 'ThirdParty')
    validation(
      `Jobs of action types of the owner ${actionTypeId.owner} are not polled for as third party jobs`,
    );
  return actionTypeNotFound(nameOf(actionTypeId));
};

export const acknowledgeThirdPartyJob: Handler<
  Given<AcknowledgeThirdPartyJobInput>,
  AcknowledgeThirdPartyJobOutput
> = () => jobNotFound();

export const getThirdPartyJobDetails: Handler<
  Given<GetThirdPartyJobDetailsInput>,
  GetThirdPartyJobDetailsOutput
> = () => jobNotFound();

export const putThirdPartyJobSuccessResult: Handler<Given<PutThirdPartyJobSuccessResultInput>, object> = () =>
  jobNotFound();

export const putThirdPartyJobFailureResult: Handler<Given<PutThirdPartyJobFailureResultInput>, object> = () =>
  jobNotFound();

// AWS: API reference, GetActionType: "an action type created for an external provider". Unverified that AWS's own types
// are not among them.
export const getActionType: Handler<Given<GetActionTypeInput>, GetActionTypeOutput> = (input) =>
  actionTypeNotFound(nameOf(input));

export const updateActionType: Handler<Given<UpdateActionTypeInput>, object> = ({ actionType }) =>
  actionTypeNotFound(nameOf(actionType.id));

const nameOf = (id: {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}): string => [id.category, id.owner, id.provider, id.version].join(', ');
