import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Clock, ClockSetting } from '../base/clock.ts';
import type { LoadBalancerLog, LoadBalancerLogged } from '../base/effects/load-balancer.ts';
import { never } from '../base/never.ts';
import type { Names, Swept } from './blobs/blobs.ts';
import { LocalBlobs } from './blobs/blobs.local.ts';
import { LocalBuilder } from './builder/tool.ts';
import type { ChatChannel } from './chat/chat.ts';
import { LocalChat } from './chat/chat.local.ts';
import { ProcessContainers } from './containers/containers.process.ts';
import { LocalFunctions } from './functions/functions.local.ts';
import { LocalGit } from './git/git.local.ts';
import { connectHost, type Host } from './host/connect.ts';
import { LocalHttp } from './http/http.local.ts';
import { LocalInstances } from './instances/instances.local.ts';
import { isOfInstance, performInstance } from './instances/instances.ts';
import type { MailServer } from './mail/mail.ts';
import { LocalMail } from './mail/mail.local.ts';
import { LocalKeys } from './keys/keys.local.ts';
import { LocalProcesses } from './processes/processes.local.ts';
import { isOfProcess, performProcess } from './processes/processes.ts';
import { localRegistry, type LocalRegistry } from './registry/registry.local.ts';
import type { Rooms, WorldEffect } from './rooms.ts';
import { LocalSegments } from './segments/segments.local.ts';
import { LocalSigning } from './signing/signing.local.ts';
import { LocalWorkspaces } from './workspaces/workspaces.local.ts';
import { buildPrograms } from './build-programs/tool.ts';
import { isOfWorkspace, performWorkspace } from './workspaces/workspaces.ts';

export interface LocalRoomsParts {
  /** The data folder. */
  readonly folder: string;
  readonly clock: Clock;
  /** The PATH that builds and tasks find programs by. */
  readonly path: string;
  /** Where mail goes out; nowhere, unless said. */
  readonly mailServer?: MailServer;
  /** Chats that messages can be posted to. */
  readonly chats?: readonly ChatChannel[];
  /** Where github.com is, if elsewhere: its API is below `/api/v3`, as GitHub Enterprise Server has it. */
  readonly gitHub?: string;
  /** A sentence for whoever runs the house. */
  readonly log: (sentence: string) => void;
  /** The host ends itself after so long without a control plane; never, unless said. Wall time. */
  readonly orphanedMinutes?: number;
}

/** The hands and feet on this machine. Everything they keep is in the data folder. */
export class LocalRooms implements Rooms {
  readonly blobs: LocalBlobs;
  readonly segments: LocalSegments;
  readonly git: LocalGit;
  readonly signing: LocalSigning;
  readonly #builder: LocalBuilder;
  readonly #chat: LocalChat;
  readonly #containers: ProcessContainers;
  readonly #functions: LocalFunctions;
  readonly #gitHub: string | undefined;
  readonly #host: Host;
  readonly #http = new LocalHttp();
  readonly #instances: LocalInstances;
  readonly #mail: LocalMail;
  readonly #keys = new LocalKeys();
  readonly #processes: LocalProcesses;
  readonly #registry: LocalRegistry;
  readonly #workspaces: LocalWorkspaces;

  constructor({
    folder,
    clock,
    path: searched,
    mailServer,
    chats = [],
    gitHub,
    log,
    orphanedMinutes,
  }: LocalRoomsParts) {
    this.signing = new LocalSigning(path.join(folder, 'signing'));
    this.#gitHub = gitHub;
    this.#mail = new LocalMail(mailServer, log);
    this.#chat = new LocalChat(chats, this.#http, log);
    this.blobs = new LocalBlobs(path.join(folder, 'blobs'));
    this.segments = new LocalSegments(path.join(folder, 'segments'));
    this.git = new LocalGit(path.join(folder, 'git'), this.blobs);
    this.#functions = new LocalFunctions({
      folder: path.join(folder, 'functions'),
      blobs: this.blobs,
      path: searched,
    });
    this.#host = connectHost({
      folder,
      setting: clock.setting,
      ...(orphanedMinutes !== undefined && { orphanedMinutes }),
    });
    this.#containers = new ProcessContainers(this.#host, {
      folder: path.join(folder, 'containers'),
      blobs: this.blobs,
      clock,
      path: searched,
    });
    this.#instances = new LocalInstances(this.#host, {
      folder: path.join(folder, 'instances'),
      blobs: this.blobs,
      path: searched,
    });
    this.#registry = localRegistry(path.join(folder, 'registry'));
    this.#workspaces = new LocalWorkspaces(path.join(folder, 'workspaces'), this.blobs);
    this.#builder = new LocalBuilder({ folder: path.join(folder, 'builder'), path: searched });
    this.#processes = new LocalProcesses(this.#host, {
      path: searched,
      folderOf: (workspace) => this.#workspaces.folderOf(workspace),
      tool: async (name) =>
        name === 'docker' ? this.#builder.tool() : buildPrograms(path.join(folder, 'build-programs')),
    });
  }

  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown> {
    if (isOfProcess(effect)) return performProcess(this.#processes, effect, signal);
    if (isOfWorkspace(effect)) return performWorkspace(this.#workspaces, effect);
    if (isOfInstance(effect)) return performInstance(this.#instances, effect, signal);
    switch (effect.type) {
      case 'loadbalancer.apply':
      case 'loadbalancer.observe':
      case 'loadbalancer.measure':
      case 'loadbalancer.remove':
        return this.#host.ask(effect.type, effect as never, signal);
      case 'loadbalancer.log':
        return this.#takeLog(effect, signal);
      case 'git.fetch':
        return this.git.perform({ ...effect, from: this.#gitSource(effect.from) });
      case 'git.create':
      case 'git.archive':
      case 'git.commit':
      case 'git.import':
      case 'git.look':
      case 'git.move':
      case 'git.read':
      case 'git.remove':
      case 'git.rename':
        return this.git.perform(effect);
      case 'function.invoke':
      case 'function.stream':
      case 'function.provision':
      case 'function.remove':
        return this.#functions.perform(effect);
      case 'key.generate':
        return this.#keys.perform(effect);
      case 'http.ask':
        return this.#http.perform({ ...effect, url: gitHubAt(this.#gitHub, effect.url) }, signal);
      case 'http.get':
      case 'http.post':
        return this.#http.perform(effect, signal);
      case 'chat.post':
      case 'chat.teams':
        return this.#chat.perform(effect, signal);
      case 'registry.types':
        return this.#registry.perform(effect);
      case 'mail.send':
        return this.#mail.perform(effect);
      case 'signature.make':
        return this.signing.perform(effect);
      case 'container.start':
        return this.#containers.perform(effect, signal);
      case 'container.check':
        return this.#containers.check(effect, signal);
      default:
        return never(effect);
    }
  }

  #gitSource<From extends { readonly url: string }>(from: From): From {
    return { ...from, url: gitHubAt(this.#gitHub, from.url) };
  }

  async #takeLog(effect: LoadBalancerLog, signal: AbortSignal): Promise<LoadBalancerLogged> {
    const { file } = await this.#host.ask('loadbalancer.log', effect, signal);
    const lines = file === undefined ? undefined : await this.blobs.write(createReadStream(file));
    return { start: effect.start, lines };
  }

  setClock(setting: ClockSetting): void {
    this.#host.setClock(setting);
  }

  /** Forgets bytes that nobody names, and files that were made of them. Answers how much of the former. */
  async sweep(names: Names): Promise<Swept> {
    await this.#functions.sweep(names);
    await this.#containers.sweep(names);
    return this.blobs.sweep(names);
  }

  /** Ends everything and forgets it. */
  async reset(): Promise<void> {
    await this.#host.reset();
    this.#containers.reset();
    this.#instances.reset();
    this.#functions.reset();
    this.#workspaces.reset();
    this.#builder.reset();
    this.git.reset();
    this.segments.reset();
    this.blobs.reset();
  }

  /** Ends everything; what is kept stays. */
  async close(): Promise<void> {
    this.#functions.close();
    await this.#host.shutdown();
  }
}

/** The address of what is at github.com, where that is elsewhere. */
const gitHubAt = (elsewhere: string | undefined, url: string): string =>
  elsewhere === undefined
    ? url
    : url
        .replace(/^https:\/\/github\.com\//, `${elsewhere}/`)
        .replace(/^https:\/\/api\.github\.com\//, `${elsewhere}/api/v3/`);
