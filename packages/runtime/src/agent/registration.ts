import {
  AddTagsToOnPremisesInstancesCommand,
  type CodeDeployClient,
  GetOnPremisesInstanceCommand,
  InstanceNameAlreadyRegisteredException,
  RegisterOnPremisesInstanceCommand,
  type Tag,
} from '@aws-sdk/client-codedeploy';

/** Makes a machine an on-premises instance of its name, unless it is one. Answers what its agent is known by. */
export async function register(
  codedeploy: CodeDeployClient,
  { name, account, tags }: { readonly name: string; readonly account: string; readonly tags: Tag[] },
): Promise<string> {
  const iamUserArn = `arn:aws:iam::${account}:user/${name}`;
  try {
    await codedeploy.send(new RegisterOnPremisesInstanceCommand({ instanceName: name, iamUserArn }));
  } catch (error) {
    if (!(error instanceof InstanceNameAlreadyRegisteredException)) throw error;
  }
  if (tags.length > 0)
    await codedeploy.send(new AddTagsToOnPremisesInstancesCommand({ instanceNames: [name], tags }));
  const { instanceInfo } = await codedeploy.send(new GetOnPremisesInstanceCommand({ instanceName: name }));
  return instanceInfo?.iamUserArn ?? instanceInfo?.iamSessionArn ?? iamUserArn;
}
