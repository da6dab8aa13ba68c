import type { ActionType, ListActionTypesInput, ListActionTypesOutput } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { ActionTypeDescription, ArtifactCount } from '../actions/action.ts';
import { providers } from '../actions/providers.ts';

/** Those that this house can carry out, and no others. */
export const listActionTypes: Handler<Given<ListActionTypesInput>, ListActionTypesOutput> = ({
  actionOwnerFilter = 'AWS',
}) => ({ actionTypes: actionOwnerFilter === 'AWS' ? providers.map(({ type }) => actionType(type)) : [] });

function actionType(type: ActionTypeDescription): ActionType {
  const { category, provider, configuration, entityUrlTemplate } = type;
  return {
    id: { category, owner: 'AWS', provider, version: '1' },
    settings: entityUrlTemplate === undefined ? {} : { entityUrlTemplate },
    actionConfigurationProperties: configuration.map(({ name, required = false }) => ({
      name,
      required,
      key: required,
      secret: false,
      queryable: false,
    })),
    inputArtifactDetails: counts(type.inputs),
    outputArtifactDetails: counts(type.outputs),
  };
}

const counts = ({ min, max }: ArtifactCount) => ({ minimumCount: min, maximumCount: max });
