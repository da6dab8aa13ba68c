import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is on this machine; undefined where there is none. */
export const chromium = (): string | undefined => programs.find((program) => existsSync(program));

/** A Chromium without a window, spoken to by its own protocol. */
export class Browser {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'penstock-chromium-'));
  readonly #child: ChildProcess;

  constructor(program: string, more: readonly string[] = []) {
    const flags = [...more, '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
    this.#child = spawn(program, [...flags, `--user-data-dir=${this.#folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  /** Opens a page, presses its one button, and answers what it says then. */
  async press(url: string): Promise<string> {
    const { host } = new URL(await this.#endpoint());
    const opened = await fetch(`http://${host}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
    const { webSocketDebuggerUrl } = (await opened.json()) as { readonly webSocketDebuggerUrl: string };
    const page = new WebSocket(webSocketDebuggerUrl);
    await once(page, 'open');
    const until = async (expression: string): Promise<string> => {
      for (;;) {
        const value = await evaluate(page, expression);
        if (value) return value;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const pressed = `document.readyState === 'complete' && document.querySelector('form button')`;
    await until(`${pressed} ? (document.querySelector('form button').click(), 'yes') : ''`);
    const said = await until(
      `document.readyState === 'complete' && !document.querySelector('form button') ? document.body.innerText : ''`,
    );
    page.close();
    return said;
  }

  /** Opens a page, and answers what it says. */
  async read(url: string): Promise<string> {
    const { host } = new URL(await this.#endpoint());
    const opened = await fetch(`http://${host}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
    const { webSocketDebuggerUrl } = (await opened.json()) as { readonly webSocketDebuggerUrl: string };
    const page = new WebSocket(webSocketDebuggerUrl);
    await once(page, 'open');
    const whole = `location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`;
    for (;;) {
      const text = await evaluate(page, `${whole} ? document.body.innerText : ''`);
      if (text) return (page.close(), text);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #endpoint(): Promise<string> {
    for await (const line of createInterface({ input: this.#child.stderr! })) {
      const found = /DevTools listening on (\S+)/.exec(line)?.[1];
      if (found) return found;
    }
    throw new Error('Chromium ended before it listened.');
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

let asked = 0;

/** What an expression is in a page; undefined while the page is another. */
function evaluate(page: WebSocket, expression: string): Promise<string | undefined> {
  const id = ++asked;
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent) => {
      const said = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } };
      if (said.id !== id) return;
      page.removeEventListener('message', hear);
      const value = said.result?.result?.value;
      resolve(typeof value === 'string' ? value : undefined);
    };
    page.addEventListener('message', hear);
    page.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }));
  });
}
