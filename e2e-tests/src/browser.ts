import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { eventually } from './waiting.ts';

const CHROMIUM = process.env['TACET_CHROMIUM'] ?? '/usr/bin/chromium';

/** Flags of a browser that is alone in a closed network, with a fresh profile, run as root or not. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-GB',
  // Several browsers share one machine without a screen; each is somebody's only window.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--remote-debugging-port=0',
];

/** Twice Chromium's interval: its timer starts with the cookie and is not punctual. */
const COOKIES_ALLOWED_MS = 60_000;

/** A real Chromium with a profile on disk that survives being killed. */
export class RealBrowser {
  readonly profile: string;
  private readonly localhost: string;
  private process: ChildProcess | undefined;
  private connection: Browser | undefined;

  private constructor(profile: string, localhost: string) {
    this.profile = profile;
    this.localhost = localhost;
  }

  /** @param localhost the loopback address that `localhost` means for this browser */
  static async start(localhost: string): Promise<RealBrowser> {
    return RealBrowser.on(await mkdtemp(join(tmpdir(), 'tacet-browser-')), localhost);
  }

  /** On a profile that is there already. */
  static async on(profile: string, localhost: string): Promise<RealBrowser> {
    const browser = new RealBrowser(profile, localhost);
    await browser.restart();
    return browser;
  }

  get browser(): Browser {
    if (this.connection === undefined) throw new Error('the browser is not running');
    return this.connection;
  }

  /** Process id of the one that started the others. */
  get pid(): number {
    const pid = this.process?.pid;
    if (pid === undefined) throw new Error('the browser is not running');
    return pid;
  }

  get context(): BrowserContext {
    const context = this.connection?.contexts()[0];
    if (context === undefined) throw new Error('the browser is not running');
    return context;
  }

  /** Starts it (again) on the same profile. */
  async restart(): Promise<void> {
    const portFile = join(this.profile, 'DevToolsActivePort');
    await rm(portFile, { force: true });
    this.process = spawn(
      CHROMIUM,
      [
        ...FLAGS,
        `--user-data-dir=${this.profile}`,
        `--host-resolver-rules=MAP localhost ${this.localhost}`,
        'about:blank',
      ],
      { stdio: 'ignore', detached: true },
    );
    const port = await eventually('the browser says where it listens', async () => {
      const [first, second] = (await readFile(portFile, 'utf8').catch(() => '')).split('\n');
      return second === undefined ? undefined : first;
    });
    this.connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  }

  /** Waits until a cookie of this name is on disk: Chromium writes them down every 30 s. */
  async hasStored(cookie: string): Promise<void> {
    const file = join(this.profile, 'Default/Cookies');
    await eventually(
      `the cookie ${cookie} is on disk`,
      async () => {
        const stored = await readFile(file).catch(() => undefined);
        return stored?.includes(cookie) === true ? true : undefined;
      },
      COOKIES_ALLOWED_MS,
    );
  }

  /** As its user would: it writes down what it has kept in memory, such as cookies. */
  async close(): Promise<void> {
    const { process: running } = this;
    if (running === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    const devtools = await this.browser.newBrowserCDPSession();
    await devtools.send('Browser.close');
    if (running.exitCode === null && running.signalCode === null) await gone;
    await this.kill();
  }

  /** As the kernel's out-of-memory killer would: no warning, every process of it. */
  async kill(): Promise<void> {
    const { process: running, connection } = this;
    this.process = undefined;
    this.connection = undefined;
    if (running?.pid === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    if (running.exitCode === null && running.signalCode === null) {
      process.kill(-running.pid, 'SIGKILL');
      await gone;
    }
    await connection?.close().catch(() => undefined);
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
