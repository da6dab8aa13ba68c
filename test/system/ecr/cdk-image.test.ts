import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { ECR } from '@aws-sdk/client-ecr';
import { Lambda } from '@aws-sdk/client-lambda';
import { startPenstock } from '../../../scripts/penstock-process.ts';
import { Cdk } from '../cdk/cdk.ts';

// Podman takes no long path for what it runs.
const folder = mkdtempSync('/tmp/penstock-cdk-image-');
after(() => rmSync(folder, { recursive: true, force: true }));

/** Podman with a store of its own, which takes Penstock's registry for an insecure one, as Docker does by itself. */
function podman(host: string): Record<string, string> {
  const registries = path.join(folder, 'registries.conf');
  writeFileSync(registries, `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
  const program = path.join(folder, 'podman');
  const own = `--root ${folder}/images --runroot ${folder}/run --storage-driver vfs`;
  writeFileSync(program, `#!/bin/sh\nexec podman ${own} "$@"\n`, { mode: 0o755 });
  return {
    CDK_DOCKER: program,
    CONTAINERS_REGISTRIES_CONF: registries,
    REGISTRY_AUTH_FILE: path.join(folder, 'auth.json'),
  };
}

const absent = ((): string | false => {
  try {
    execFileSync('podman', ['--version']);
    return false;
  } catch {
    return 'podman is not installed';
  }
})();

test('cdk deploy builds an image, pushes it, and a function runs it', { skip: absent }, async () => {
  const penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const cdk = new Cdk(place);
  try {
    const environment = podman(new URL(penstock.endpoint).host);
    await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
    await cdk.must(['deploy', '--require-approval', 'never'], { app: 'images', environment });
    const lambda = new Lambda(place);
    const { Functions } = await lambda.listFunctions({});
    const [{ FunctionName, PackageType }] = Functions! as [{ FunctionName: string; PackageType: string }];
    assert.equal(PackageType, 'Image');
    const { Payload } = await lambda.invoke({ FunctionName, Payload: '{"n":1}' });
    assert.deepEqual(JSON.parse(Buffer.from(Payload!).toString()), { from: 'an image', event: { n: 1 } });
    const { repositories } = await new ECR(place).describeRepositories({});
    const { repositoryName } = repositories![0]!;
    const { imageDetails } = await new ECR(place).describeImages({ repositoryName: repositoryName! });
    assert.equal(imageDetails!.length, 1);
    await cdk.must(['destroy', '--force'], { app: 'images', environment });
    assert.deepEqual((await lambda.listFunctions({})).Functions, []);
  } finally {
    cdk.remove();
    await penstock.stop();
  }
});
