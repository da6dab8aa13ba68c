import { assert } from '../../base/assert.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Clock } from '../../base/clock.ts';
import type {
  InstanceAttach,
  InstanceDetach,
  InstanceDiscard,
  InstanceInterrupt,
  InstanceMeasure,
  InstanceRan,
  InstanceRun,
  InstanceStart,
  InstanceStarted,
  InstanceStop,
  InstanceWatch,
} from '../../base/effects/instance.ts';
import type { ProcessMeasured } from '../../base/effects/process.ts';
import { performInstance, type InstanceEffect, type Instances } from './instances.ts';
import { SimulatedCommands } from './commands.simulated.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';
import type { WorldEffect } from '../rooms.ts';

/**
 * Servers that are nothing but their names.
 *
 *   world instance ends <instance>     it ends by itself
 *   world instance uses <instance> <percent of a processor>
 *   world instance broken              none can be started from now on
 *   world instance script …            see SimulatedCommands
 */
export class SimulatedInstances implements Instances, SimulatedRoom {
  /** By their names, the boot that runs. */
  readonly #running = new Map<string, number>();
  readonly #ended = new Map<string, () => void>();
  readonly #done: string[] = [];
  readonly #clock: Clock;
  readonly #commands: SimulatedCommands;
  /** What it has used up to a time, and uses since. */
  readonly #used = new Map<
    string,
    { readonly cpuMs: number; readonly at: number; readonly percent: number }
  >();
  /** Of each server that is there, by their devices. */
  readonly #volumes = new Map<string, Map<string, string>>();
  #isBroken = false;

  constructor(clock: Clock, blobs: Pick<Blobs, 'write'>) {
    this.#clock = clock;
    this.#commands = new SimulatedCommands(clock, blobs, (line) => void this.#done.push(line));
  }

  /** Those whose agents ask for work. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown> {
    assert(effect.type.startsWith('instance.'), `no instance does ${effect.type}`);
    return performInstance(this, effect as InstanceEffect, signal);
  }

  async start({ instance, boot, userData }: InstanceStart): Promise<InstanceStarted> {
    if (this.#isBroken) throw new EffectRefusal('CannotStartProcess', 'there is no room for it');
    if ((this.#running.get(instance) ?? 0) < boot) {
      const script = boot === 1 && userData !== undefined ? ` with ${JSON.stringify(userData)}` : '';
      this.#done.push(`instance ${instance} boots ${boot}${script}`);
      this.#running.set(instance, boot);
      if (!this.#volumes.has(instance)) this.#volumes.set(instance, new Map());
    }
    return { pid: 1 };
  }

  async watch({ instance, boot }: InstanceWatch, signal: AbortSignal): Promise<void> {
    if (this.#running.get(instance) !== boot)
      throw new EffectRefusal('NoSuchProcess', `${instance} does not run`);
    await new Promise<void>((resolve) => {
      this.#ended.set(instance, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async measure({ instance, boot }: InstanceMeasure): Promise<ProcessMeasured> {
    const at = this.#clock.now();
    const usages =
      this.#running.get(instance) === boot
        ? { [instance]: { cpuMs: this.#cpuMs(instance, at), memoryBytes: 0 } }
        : {};
    return { at, machine: { cpus: 2, memoryBytes: 2 ** 32 }, usages };
  }

  #cpuMs(instance: string, now: number): number {
    const { cpuMs, at, percent } = this.#used.get(instance) ?? { cpuMs: 0, at: now, percent: 0 };
    return cpuMs + ((now - at) * percent) / 100;
  }

  async run(effect: InstanceRun, signal: AbortSignal): Promise<InstanceRan> {
    const { instance } = effect;
    if (!this.#volumes.has(instance) && !this.#commands.knows(effect))
      throw new EffectRefusal('NoSuchInstance', `${instance} is gone`);
    return this.#commands.run(effect, signal);
  }

  async interrupt({ instance, command }: InstanceInterrupt): Promise<void> {
    this.#commands.kill(instance, command);
  }

  async stop({ instance, boot, remove }: InstanceStop): Promise<void> {
    if (remove) this.#volumes.delete(instance);
    if (this.#running.get(instance) !== boot) return;
    this.#running.delete(instance);
    this.#commands.killAll(instance);
    this.#done.push(`instance ${instance} ${remove ? 'is gone' : 'stops'}`);
  }

  async attach({ instance, volume, device }: InstanceAttach): Promise<void> {
    if (!this.#volumes.has(instance)) throw new EffectRefusal('NoSuchInstance', `${instance} is gone`);
    const devices = this.#volumes.get(instance)!;
    if (devices.get(device) === volume) return;
    devices.set(device, volume);
    this.#done.push(`volume ${volume} is ${device} of ${instance}`);
  }

  async detach({ instance, device }: InstanceDetach): Promise<void> {
    if (this.#volumes.get(instance)?.delete(device)) this.#done.push(`${device} of ${instance} is gone`);
  }

  async discard({ volume }: InstanceDiscard): Promise<void> {
    const gone = `volume ${volume} is gone`;
    if (!this.#done.includes(gone)) this.#done.push(gone);
  }

  tell([verb = '', instance = '', percent = '', ...more]: readonly string[]): undefined {
    if (verb === 'script') return void this.#commands.tell([instance, percent, ...more]);
    if (verb === 'uses') {
      const at = this.#clock.now();
      this.#used.set(instance, { cpuMs: this.#cpuMs(instance, at), at, percent: Number(percent) });
      return;
    }
    if (verb === 'broken') {
      this.#isBroken = true;
      return;
    }
    assert(verb === 'ends', `instances do not ${verb}`);
    this.#running.delete(instance);
    this.#ended.get(instance)?.();
  }

  done(): readonly string[] {
    return this.#done;
  }
}
