import type {
  DeleteLayerVersionCommandInput,
  GetLayerVersionByArnCommandInput,
  GetLayerVersionCommandInput,
  GetLayerVersionResponse,
  LayerVersionsListItem,
  ListLayersCommandInput,
  ListLayersResponse,
  ListLayerVersionsCommandInput,
  ListLayerVersionsResponse,
  PublishLayerVersionCommandInput,
  PublishLayerVersionResponse,
} from '@aws-sdk/client-lambda';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { downloadUrl, ensureDownloads } from '../downloads.ts';
import { invalidParameter, layerNotFound } from '../errors.ts';
import { requireLayer, layerReference } from '../layer-references.ts';
import {
  isMadeBy,
  layerArn,
  layerKey,
  layerNumbers,
  layerPolicies,
  layers,
  qualifiedKey,
  type LayerVersion,
} from '../records.ts';
import { keepZip } from './code.ts';

// AWS: https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
export const publishLayerVersion: WaitingHandler<
  PublishLayerVersionCommandInput,
  PublishLayerVersionResponse
> = {
  async waits(input, call) {
    const content = await keepZip(input.Content ?? {}, call);
    return call.transaction((committing) => {
      const { tx, now } = committing;
      ensureDownloads(committing);
      const { name } = layerReference(input.LayerName!);
      const number = layerNumbers.get(tx, call, name) ?? 0;
      const before = layers.get(tx, call, layerKey(name, number));
      if (before && isMadeBy(before, call.effectId)) return answer(committing, before);
      const version = number + 1;
      layerNumbers.put(tx, call, name, version);
      const layer: LayerVersion = {
        name,
        version,
        description: input.Description ?? '',
        content,
        createdAt: now,
        runtimes: input.CompatibleRuntimes ?? [],
        architectures: input.CompatibleArchitectures ?? [],
        license: input.LicenseInfo,
        effectId: call.effectId,
      };
      layers.put(tx, call, layerKey(name, version), layer);
      return answer(committing, layer);
    });
  },
};

export const getLayerVersion: Handler<GetLayerVersionCommandInput, GetLayerVersionResponse> = (
  input,
  call,
) => {
  const { name } = layerReference(input.LayerName!);
  const layer = layers.get(call.tx, call, layerKey(name, input.VersionNumber!));
  return answer(call, layer ?? layerNotFound(layerArn(call, name, input.VersionNumber)));
};

export const getLayerVersionByArn: Handler<GetLayerVersionByArnCommandInput, GetLayerVersionResponse> = (
  input,
  call,
) => answer(call, requireLayer(call, input.Arn!) ?? layerNotFound(input.Arn!), input.Arn!);

/** A function that has it keeps it. AWS: deleting what is not there succeeds. */
export const deleteLayerVersion: Handler<DeleteLayerVersionCommandInput, object> = (input, call) => {
  const key = layerKey(layerReference(input.LayerName!).name, input.VersionNumber!);
  layers.delete(call.tx, call, key);
  layerPolicies.delete(call.tx, call, key);
  return {};
};

/** AWS: "MaxItems … Maximum value of 50." */
const listMax = 50;

interface Fitting {
  readonly CompatibleRuntime?: string | undefined;
  readonly CompatibleArchitecture?: string | undefined;
}

const fits = (layer: LayerVersion, { CompatibleRuntime, CompatibleArchitecture }: Fitting): boolean =>
  (CompatibleRuntime === undefined || layer.runtimes.includes(CompatibleRuntime)) &&
  (CompatibleArchitecture === undefined || layer.architectures.includes(CompatibleArchitecture));

/** The latest first. */
export const listLayerVersions: Handler<ListLayerVersionsCommandInput, ListLayerVersionsResponse> = (
  input,
  call,
) => {
  const { name } = layerReference(input.LayerName!);
  const all = layers
    .list(call.tx, call, { prefix: qualifiedKey(name, '') })
    .filter((layer) => fits(layer, input))
    .reverse();
  const page = pageOf(all, ({ version }) => String(version), pageRequest(input));
  return {
    LayerVersions: page.items.map((layer) => listed(call, layer)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

export const listLayers: Handler<ListLayersCommandInput, ListLayersResponse> = (input, call) => {
  const latest = new Map<string, LayerVersion>();
  for (const layer of layers.list(call.tx, call)) if (fits(layer, input)) latest.set(layer.name, layer);
  const page = pageOf([...latest.values()], ({ name }) => name, pageRequest(input));
  return {
    Layers: page.items.map((layer) => ({
      LayerName: layer.name,
      LayerArn: layerArn(call, layer.name),
      LatestMatchingVersion: listed(call, layer),
    })),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
};

const pageRequest = (input: { Marker?: string | undefined; MaxItems?: number | undefined }) => ({
  token: input.Marker,
  limit: Math.min(input.MaxItems ?? listMax, listMax),
  invalid: () => invalidParameter('Invalid Marker'),
});

function listed(call: Call, layer: LayerVersion): LayerVersionsListItem {
  return {
    LayerVersionArn: layerArn(call, layer.name, layer.version),
    Version: layer.version,
    Description: layer.description,
    CreatedDate: new Date(layer.createdAt).toISOString().replace('Z', '+0000'),
    ...compatibility(layer),
  };
}

const compatibility = ({ runtimes, architectures, license }: LayerVersion) => ({
  ...(runtimes.length > 0 && {
    CompatibleRuntimes: runtimes as LayerVersionsListItem['CompatibleRuntimes'] & {},
  }),
  ...(architectures.length > 0 && {
    CompatibleArchitectures: architectures as LayerVersionsListItem['CompatibleArchitectures'] & {},
  }),
  ...(license !== undefined && { LicenseInfo: license }),
});

function answer(call: Call, layer: LayerVersion, arn = layerArn(call, layer.name, layer.version)) {
  return {
    Content: {
      Location: downloadUrl(call, layer.content, `layer:${layer.name}:${layer.version}`),
      CodeSha256: Buffer.from(layer.content.sha256, 'hex').toString('base64'),
      CodeSize: layer.content.size,
    },
    LayerArn: arn.replace(/:\d+$/, ''),
    ...listed(call, layer),
    LayerVersionArn: arn,
  };
}
