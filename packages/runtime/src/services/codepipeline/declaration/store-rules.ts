import { invalidStructure } from '../errors.ts';
import { actionsOf, type Declaration } from './declaration.ts';

/**
 * AWS: API reference, PipelineDeclaration: either artifactStore or artifactStores; the latter with the own
 * region. The sentences as seen in the wild, but for the first.
 */
export function checkStores(declaration: Declaration, home: string): void {
  const { artifactStore, artifactStores } = declaration;
  // AWS: unverified words.
  if (!artifactStore === !artifactStores)
    invalidStructure('Pipeline should declare either an artifactStore or artifactStores, and not both');
  const regions = [home, ...actionsOf(declaration).flatMap(({ action }) => action.region ?? [])];
  if (artifactStore && regions.some((region) => region !== home))
    invalidStructure(
      "Your pipeline contains actions in more than one region. Use 'pipeline.artifactStores' instead of " +
        "'pipeline.artifactStore' to declare an artifact store, such as an artifact bucket, for each region " +
        'where you have an action.',
    );
  const missing = artifactStores && regions.find((region) => !Object.hasOwn(artifactStores, region));
  if (missing)
    invalidStructure(
      'Your pipeline must have an artifact store, such as an artifact bucket, for each region where you have ' +
        `an action. The following region is missing in 'pipeline.artifactStores': ${missing}.`,
    );
}
