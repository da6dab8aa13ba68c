import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

/** A port that is free now, to come back to after each kill. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Penstock on one folder and one port, whose control plane can be killed and started again. */
export class Killable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'penstock-kill-'));
  #penstock: PenstockProcess | undefined;
  #port = 0;

  get endpoint(): string {
    return this.#penstock!.endpoint;
  }

  async start(): Promise<void> {
    this.#port ||= await freePort();
    const flags = ['--data', this.folder, '--port', String(this.#port), '--clock', '60', '--quiet'];
    this.#penstock = await startPenstock(flags, () => undefined);
  }

  async killAndRestart(): Promise<void> {
    const { process, ended } = this.#penstock!;
    process.kill('SIGKILL');
    await ended;
    await new Promise((resolve) => setTimeout(resolve, 500)); // A while without a control plane: traffic goes on.
    await this.start();
  }

  async end(): Promise<void> {
    await this.#penstock?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
