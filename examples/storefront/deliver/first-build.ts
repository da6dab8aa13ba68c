import type { Clients } from './clients.ts';
import { names } from './names.ts';
import type { Repository } from './repository.ts';
import type { Timeline } from './timeline.ts';
import { until } from './waiting.ts';

const minutes = 60_000;

/** Builds 1.0.0 before there is a pipeline, and answers the tag of its image. */
export async function buildFirst(
  { codebuild }: Clients,
  repository: Repository,
  timeline: Timeline,
): Promise<string> {
  repository.push('initial');
  const { build } = await codebuild.startBuild({ projectName: names.service, sourceVersion: 'initial' });
  timeline.tell(`build of 1.0.0 started: ${build!.id}`);
  await until('the first build', 5 * minutes, async () => {
    const { builds } = await codebuild.batchGetBuilds({ ids: [build!.id!] });
    const { buildComplete, buildStatus, phases } = builds![0]!;
    if (buildComplete && buildStatus !== 'SUCCEEDED')
      throw new Error(`the first build ${buildStatus}: ${JSON.stringify(phases)}`);
    return buildComplete || undefined;
  });
  const tag = repository.head.slice(0, 12);
  timeline.tell(`image ${names.service}:${tag}`);
  return tag;
}
