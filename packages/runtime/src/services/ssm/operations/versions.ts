import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { announce } from '../announcing.ts';
import { invalidNextToken, parameterNamedNotFound, parameterNotFound, tooManyLabels } from '../errors.ts';
import { named, selected } from '../finding.ts';
import { referenceOf } from '../names.ts';
import { history, parameters, versionsOf, type Parameter, type ParameterVersion } from '../records.ts';
import { opened } from '../sealing.ts';
import { metadata } from './descriptions.ts';

const labelsMax = 10;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
export const getParameterHistory: Handler<
  Given<sdk.GetParameterHistoryCommandInput>,
  Answered<sdk.GetParameterHistoryCommandOutput>
> = (input, call) => {
  const parameter = named(call, referenceOf(input.Name, call).names) ?? parameterNotFound();
  const page = pageOf(versionsOf(call.tx, call, parameter), ({ version }) => String(version), {
    token: input.NextToken,
    limit: input.MaxResults ?? 50,
    invalid: invalidNextToken,
  });
  const Parameters = page.items.map((version) => ({
    ...metadata(version),
    Value: input.WithDecryption ? opened(call, version) : version.value,
    Labels: [...version.labels],
  }));
  return { Parameters, NextToken: page.next };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
export const labelParameterVersion: Handler<
  Given<sdk.LabelParameterVersionCommandInput>,
  Answered<sdk.LabelParameterVersionCommandOutput>
> = (input, call) => {
  const parameter = labelled(call, input.Name);
  const version = versionAsked(call, parameter, input.ParameterVersion);
  const InvalidLabels = input.Labels.filter((label) => !isLabel(label));
  const wanted = input.Labels.filter(isLabel);
  const labels = [...new Set([...version.labels, ...wanted])];
  if (labels.length > labelsMax) tooManyLabels();
  for (const other of versionsOf(call.tx, call, parameter))
    if (other.version !== version.version) relabel(call, other, without(other.labels, wanted));
  relabel(call, version, labels);
  if (wanted.length > 0) announce(call, 'LabelParameterVersion', version);
  return { InvalidLabels, ParameterVersion: version.version };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
export const unlabelParameterVersion: Handler<
  Given<sdk.UnlabelParameterVersionCommandInput>,
  Answered<sdk.UnlabelParameterVersionCommandOutput>
> = (input, call) => {
  const parameter = labelled(call, input.Name);
  const version = versionAsked(call, parameter, input.ParameterVersion);
  const RemovedLabels = input.Labels.filter((label) => version.labels.includes(label));
  relabel(call, version, without(version.labels, RemovedLabels));
  return { RemovedLabels, InvalidLabels: without(input.Labels, RemovedLabels) };
};

/** AWS: letters, digits, periods, hyphens, underscores; not begun by a digit, `aws` or `ssm`. */
const isLabel = (label: string): boolean => /^(?!aws|ssm|\d)[a-z0-9_.-]{1,100}$/i.test(label);

const without = (labels: readonly string[], gone: readonly string[]): string[] =>
  labels.filter((label) => !gone.includes(label));

const labelled = (call: Call, name: string): Parameter =>
  named(call, referenceOf(name, call).names) ?? parameterNamedNotFound(name);

const versionAsked = (call: Call, parameter: Parameter, number: number | undefined): ParameterVersion =>
  number === undefined ? parameter : selected(call, parameter, String(number));

function relabel(call: Call, version: ParameterVersion, labels: readonly string[]): void {
  if (labels.length === version.labels.length && labels.every((label) => version.labels.includes(label)))
    return;
  const latest = parameters.get(call.tx, call, version.name)!;
  if (latest.version === version.version) parameters.put(call.tx, call, version.name, { ...latest, labels });
  else history.put(call.tx, call, { ...version, labels });
}
