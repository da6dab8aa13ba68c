import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { changeSetNotFound, stackNotFound } from '../errors.ts';
import { findStack, partKey, templates } from '../records.ts';
import { findChangeSet } from './change-sets.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate: Handler<
  Given<sdk.GetTemplateCommandInput>,
  Answered<sdk.GetTemplateCommandOutput>
> = (input, call) => {
  const { StackName: stackName = '', ChangeSetName: name } = input;
  const changeSet =
    name === undefined
      ? undefined
      : (findChangeSet(call, { ChangeSetName: name, ...(stackName && { StackName: stackName }) }) ??
        changeSetNotFound(name));
  const stack = changeSet ? undefined : (findStack(call.tx, call, stackName) ?? stackNotFound(stackName));
  const key = changeSet?.stackKey ?? stack!.key;
  const number = changeSet?.wish.template ?? stack!.wish.template;
  const kept = templates.get(call.tx, call, partKey(key, number));
  const processed = input.TemplateStage === 'Processed' ? kept?.processed : undefined;
  return {
    // AWS: of a stack under review, nothing.
    ...(kept && { TemplateBody: processed ?? kept.body }),
    StagesAvailable: ['Original', 'Processed'],
  };
};
