import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';

/**
 * A port to come back to after each kill: another in each process, and below those that systems give to whoever asks for
 * any, who could have it meanwhile.
 */
async function ownPort(port = 20_000 + (process.pid % 10_000)): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  await new Promise((resolve) => server.close(resolve));
  return isFree ? port : ownPort(port + 1);
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
    this.#port ||= await ownPort();
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
