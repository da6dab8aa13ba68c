import type * as sdk from '@aws-sdk/client-ec2';
import type { Given } from '../../base/given.ts';
import type { Call } from '../../dispatch/service.ts';
import { findTemplate, findVersion } from './operations/launch-templates.ts';

type Request = Given<sdk.RunInstancesCommandInput>;

/**
 * A request for servers with what its launch template says. AWS: user guide, "Launch instances from a launch template":
 * parameters of the request go before; tags are added to, key by key.
 */
export function withTemplate(call: Call, request: Request): Request {
  if (!request.LaunchTemplate) return request;
  const template = findTemplate(call, request.LaunchTemplate);
  const { LaunchTemplateData: data, VersionNumber } = findVersion(
    call,
    template,
    request.LaunchTemplate.Version,
  );
  const said = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const places = { ...data, ...said } as Request;
  const tags = new Map(
    [...tagsOf(data.TagSpecifications), ...tagsOf(request.TagSpecifications)].map((tag) => [tag.Key, tag]),
  );
  // AWS: what is launched by a template is tagged with it.
  const of = [
    { Key: 'aws:ec2launchtemplate:id', Value: template.LaunchTemplateId },
    { Key: 'aws:ec2launchtemplate:version', Value: String(VersionNumber) },
  ];
  return {
    ...places,
    TagSpecifications: [{ ResourceType: 'instance', Tags: [...tags.values(), ...of] }],
  };
}

const tagsOf = (specifications: readonly Given<sdk.TagSpecification>[] = []): readonly Given<sdk.Tag>[] =>
  specifications.flatMap(({ ResourceType, Tags = [] }) => (ResourceType === 'instance' ? Tags : []));
