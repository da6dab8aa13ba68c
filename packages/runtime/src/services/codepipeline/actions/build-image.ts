import type { ActionProvider, Work } from './action.ts';
import { builtByCommands, exportedBy, shownOf } from './managed-build.ts';
import { awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/**
 * ECRBuildAndPublish: an image is built of a Dockerfile and pushed, in an environment as that of commands.
 * AWS: user guide, "ECRBuildAndPublish build action reference".
 */
export const buildImage: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Build',
    provider: 'ECRBuildAndPublish',
    inputs: { min: 1, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'ECRRepositoryName', required: true },
      { name: 'DockerFilePath' },
      { name: 'ImageTags' },
      { name: 'RegistryType' },
    ],
    pipelineType: 'V2',
  },
  // AWS: "Valid values are private | public"; unverified words.
  refused: ({ name, configuration: { RegistryType = 'private' } }) =>
    RegistryType === 'private' || RegistryType === 'public'
      ? undefined
      : `Action '${name}' has the RegistryType '${RegistryType}', which is neither private nor public`,
  unserved: ({ configuration }) =>
    configuration['RegistryType'] === 'public' ? 'public registries (RegistryType)' : undefined,
  ...played(script),
};

/** Values come by the environment, so that none of them is read by the shell. */
const commands = [
  'aws ecr get-login-password --region "$AWS_REGION" | docker login --username AWS --password-stdin "$ECR_REGISTRY"',
  // AWS: unverified that a Dockerfile's folder is its context, and what a path that is a folder means.
  'if [ -d "$DOCKER_FILE_PATH" ]; then DOCKER_FILE_PATH="${DOCKER_FILE_PATH%/}/Dockerfile"; fi',
  'docker build -t "$ECR_IMAGE" -f "$DOCKER_FILE_PATH" "$(dirname "$DOCKER_FILE_PATH")"',
  'for TAG in $(echo "$IMAGE_TAGS" | tr "," " "); do ' +
    'docker tag "$ECR_IMAGE" "$ECR_IMAGE:$TAG" && docker push "$ECR_IMAGE:$TAG" || exit 1; done',
  'export ECRImageDigestId="$(docker inspect --format "{{index .RepoDigests 0}}" "$ECR_IMAGE:$TAG" | sed "s/.*@//")"',
];

function* script(work: Work): Script {
  const { ECRRepositoryName = '', DockerFilePath = '.', ImageTags = 'latest' } = work.configuration;
  const repositoryNames = [ECRRepositoryName];
  const found = yield* doing('repository', awsCall(work, 'ecr', 'DescribeRepositories', { repositoryNames }));
  const image: string = found.repositories[0].repositoryUri;
  const variables = {
    ECR_REGISTRY: image.slice(0, image.indexOf('/')),
    ECR_IMAGE: image,
    DOCKER_FILE_PATH: DockerFilePath,
    IMAGE_TAGS: ImageTags,
  };
  const build = yield* builtByCommands(work, {
    commands,
    variables: Object.entries(variables).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' })),
    exported: ['ECRImageDigestId'],
  });
  return { shows: shownOf(build), variables: { ...exportedBy(build), ECRRepositoryName } };
}
