import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { filtered, type Looks } from '../describing.ts';
import {
  invalidNextToken,
  invalidParameter,
  missingParameter,
  templateExists,
  templateNameNotFound,
  templateNotFound,
  templateVersionNotFound,
} from '../errors.ts';
import {
  launchTemplates,
  launchTemplateVersions,
  type LaunchTemplate,
  type LaunchTemplateVersion,
} from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

/** How a template is named by who uses it. */
interface Named {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

export function findTemplate(
  call: Call,
  { LaunchTemplateId: id, LaunchTemplateName: name }: Named,
): LaunchTemplate {
  if (id !== undefined && name !== undefined)
    invalidParameter(
      'Either a launch template ID or a launch template name must be specified, but not both.',
    );
  if (id !== undefined) return launchTemplates.find(call, id) ?? templateNotFound(id);
  if (name === undefined) return missingParameter('LaunchTemplateId');
  const found = launchTemplates.list(call).find((each) => each.LaunchTemplateName === name);
  return found ?? templateNameNotFound(name);
}

const versionKey = ({ LaunchTemplateId }: LaunchTemplate, number: number): string =>
  `${LaunchTemplateId}|${String(number).padStart(8, '0')}`;

/** A version by its number, or `$Latest`, or `$Default`, which is meant where nothing is said. */
export function findVersion(call: Call, template: LaunchTemplate, said = '$Default'): LaunchTemplateVersion {
  const { DefaultVersionNumber, LatestVersionNumber, LaunchTemplateId } = template;
  const named: Readonly<Record<string, number>> = {
    $Default: DefaultVersionNumber,
    $Latest: LatestVersionNumber,
  };
  const number = named[said] ?? Number(said);
  if (!Number.isInteger(number)) invalidParameter(`Launch template version ${said} is not valid.`);
  return (
    launchTemplateVersions.get(call.tx, call, versionKey(template, number)) ??
    templateVersionNotFound(said, LaunchTemplateId)
  );
}

const versionsOf = (call: Call, { LaunchTemplateId }: LaunchTemplate): readonly LaunchTemplateVersion[] =>
  launchTemplateVersions.list(call.tx, call, { prefix: `${LaunchTemplateId}|` });

function answer({ CreateTime, ClientToken: _, Tags, ...template }: LaunchTemplate): sdk.LaunchTemplate {
  return { ...template, CreateTime: new Date(CreateTime), Tags: [...Tags] };
}

function versionAnswer(
  { LaunchTemplateName, DefaultVersionNumber }: LaunchTemplate,
  { CreateTime, LaunchTemplateData, ...version }: LaunchTemplateVersion,
): sdk.LaunchTemplateVersion {
  return {
    ...version,
    LaunchTemplateName,
    CreateTime: new Date(CreateTime),
    DefaultVersion: version.VersionNumber === DefaultVersionNumber,
    LaunchTemplateData: LaunchTemplateData as sdk.ResponseLaunchTemplateData,
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html */
export const createLaunchTemplate: Handler<
  Given<sdk.CreateLaunchTemplateCommandInput>,
  Answered<sdk.CreateLaunchTemplateCommandOutput>
> = (input, call) => {
  const { LaunchTemplateName, LaunchTemplateData, VersionDescription, ClientToken } = input;
  if (LaunchTemplateName === undefined) missingParameter('LaunchTemplateName');
  if (LaunchTemplateData === undefined) missingParameter('LaunchTemplateData');
  const known = launchTemplates.list(call).find((each) => each.LaunchTemplateName === LaunchTemplateName);
  if (known && (ClientToken === undefined || known.ClientToken !== ClientToken)) templateExists();
  if (known) return { LaunchTemplate: answer(known) };
  const template: LaunchTemplate = {
    LaunchTemplateId: idFor(call, 'lt'),
    LaunchTemplateName,
    CreateTime: call.now,
    CreatedBy: call.caller.arn,
    DefaultVersionNumber: 1,
    LatestVersionNumber: 1,
    ClientToken,
    Tags: tagsFor(input.TagSpecifications?.filter(({ ResourceType }) => ResourceType === 'launch-template')),
  };
  putVersion(call, template, { LaunchTemplateData, VersionDescription });
  return { LaunchTemplate: answer(launchTemplates.put(call, template)) };
};

function putVersion(
  call: Call,
  template: LaunchTemplate,
  said: Pick<LaunchTemplateVersion, 'LaunchTemplateData' | 'VersionDescription'>,
): LaunchTemplateVersion {
  const { LaunchTemplateId, LatestVersionNumber: VersionNumber } = template;
  const made = { CreateTime: call.now, CreatedBy: call.caller.arn };
  const version = { LaunchTemplateId, VersionNumber, ...made, ...said };
  launchTemplateVersions.put(call.tx, call, versionKey(template, VersionNumber), version);
  return version;
}

/** AWS: of a source version, what is not given anew is taken over. */
export const createLaunchTemplateVersion: Handler<
  Given<sdk.CreateLaunchTemplateVersionCommandInput>,
  Answered<sdk.CreateLaunchTemplateVersionCommandOutput>
> = (input, call) => {
  const { SourceVersion, LaunchTemplateData, VersionDescription } = input;
  const before = findTemplate(call, input);
  const source =
    SourceVersion === undefined ? {} : findVersion(call, before, SourceVersion).LaunchTemplateData;
  const template = { ...before, LatestVersionNumber: before.LatestVersionNumber + 1 };
  launchTemplates.put(call, template);
  const version = putVersion(call, template, {
    LaunchTemplateData: { ...source, ...LaunchTemplateData },
    VersionDescription,
  });
  return { LaunchTemplateVersion: versionAnswer(template, version) };
};

/** All that it changes is which version is the default. */
export const modifyLaunchTemplate: Handler<
  Given<sdk.ModifyLaunchTemplateCommandInput>,
  Answered<sdk.ModifyLaunchTemplateCommandOutput>
> = (input, call) => {
  const before = findTemplate(call, input);
  if (input.DefaultVersion === undefined) return { LaunchTemplate: answer(before) };
  const { VersionNumber: DefaultVersionNumber } = findVersion(call, before, input.DefaultVersion);
  return { LaunchTemplate: answer(launchTemplates.put(call, { ...before, DefaultVersionNumber })) };
};

export const deleteLaunchTemplate: Handler<
  Given<sdk.DeleteLaunchTemplateCommandInput>,
  Answered<sdk.DeleteLaunchTemplateCommandOutput>
> = (input, call) => {
  const template = findTemplate(call, input);
  for (const { VersionNumber } of versionsOf(call, template))
    launchTemplateVersions.delete(call.tx, call, versionKey(template, VersionNumber));
  launchTemplates.remove(call, template.LaunchTemplateId);
  return { LaunchTemplate: answer(template) };
};

/** AWS: the default version is not deleted, and what cannot be is told beside what was. */
export const deleteLaunchTemplateVersions: Handler<
  Given<sdk.DeleteLaunchTemplateVersionsCommandInput>,
  Answered<sdk.DeleteLaunchTemplateVersionsCommandOutput>
> = (input, call) => {
  const template = findTemplate(call, input);
  const { LaunchTemplateId, LaunchTemplateName } = template;
  const good: sdk.DeleteLaunchTemplateVersionsResponseSuccessItem[] = [];
  const bad: sdk.DeleteLaunchTemplateVersionsResponseErrorItem[] = [];
  for (const said of input.Versions ?? missingParameter('LaunchTemplateVersion')) {
    const VersionNumber = Number(said);
    const item = { LaunchTemplateId, LaunchTemplateName, VersionNumber };
    const key = versionKey(template, VersionNumber);
    const isDefault = VersionNumber === template.DefaultVersionNumber;
    if (isDefault || !launchTemplateVersions.get(call.tx, call, key)) {
      const Code = isDefault ? 'unexpectedError' : 'launchTemplateVersionDoesNotExist';
      const Message = isDefault
        ? 'The default version of a launch template cannot be deleted.'
        : `The specified version ${said} does not exist.`;
      bad.push({ ...item, ResponseError: { Code, Message } });
      continue;
    }
    launchTemplateVersions.delete(call.tx, call, key);
    good.push(item);
  }
  return {
    SuccessfullyDeletedLaunchTemplateVersions: good,
    UnsuccessfullyDeletedLaunchTemplateVersions: bad,
  };
};

const looks: Looks<LaunchTemplate> = {
  'create-time': ({ CreateTime }) => new Date(CreateTime).toISOString(),
  'launch-template-name': ({ LaunchTemplateName }) => LaunchTemplateName,
};

export const describeLaunchTemplates: Handler<
  Given<sdk.DescribeLaunchTemplatesCommandInput>,
  Answered<sdk.DescribeLaunchTemplatesCommandOutput>
> = (input, call) => {
  const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] } = input;
  const named = [
    ...ids.map((LaunchTemplateId) => findTemplate(call, { LaunchTemplateId })),
    ...names.map((LaunchTemplateName) => findTemplate(call, { LaunchTemplateName })),
  ];
  const all = ids.length + names.length > 0 ? named : launchTemplates.list(call);
  const page = pageOf(filtered(all, input.Filters, looks), launchTemplates.idOf, {
    token: input.NextToken,
    limit: input.MaxResults ?? 200,
    invalid: invalidNextToken,
  });
  return { LaunchTemplates: page.items.map(answer), NextToken: page.next };
};

/** AWS: without a template, the versions that are named (`$Latest`, `$Default`) of all templates. */
export const describeLaunchTemplateVersions: Handler<
  Given<sdk.DescribeLaunchTemplateVersionsCommandInput>,
  Answered<sdk.DescribeLaunchTemplateVersionsCommandOutput>
> = (input, call) => {
  const { Versions = [], MinVersion, MaxVersion, LaunchTemplateId, LaunchTemplateName } = input;
  const isNamed = (LaunchTemplateId ?? LaunchTemplateName) !== undefined;
  if (!isNamed && Versions.length === 0) missingParameter('LaunchTemplateId');
  const wanted = (isNamed ? [findTemplate(call, input)] : launchTemplates.list(call)).flatMap((template) => {
    const versions =
      Versions.length > 0
        ? Versions.map((said) => findVersion(call, template, said))
        : versionsOf(call, template).filter(
            ({ VersionNumber }) =>
              VersionNumber >= Number(MinVersion ?? 1) && VersionNumber <= Number(MaxVersion ?? Infinity),
          );
    // AWS: unverified that the newest comes first.
    return [...versions].reverse().map((version) => versionAnswer(template, version));
  });
  const page = pageOf(wanted, (each) => `${each.LaunchTemplateId}|${each.VersionNumber}`, {
    token: input.NextToken,
    limit: input.MaxResults ?? 200,
    invalid: invalidNextToken,
  });
  return { LaunchTemplateVersions: [...page.items], NextToken: page.next };
};
