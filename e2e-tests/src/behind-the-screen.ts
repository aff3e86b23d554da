import type { BrowserContext, Page } from 'playwright-core';
import type {
  CommandName,
  Commands,
  MessageView,
  Result,
  Snapshot,
} from '../../web-client/src/messenger/port.ts';

declare global {
  /** What a page keeps of its messenger, for whoever measures thousands of messages. */
  interface Window {
    tacetMessenger?: Worker;
    tacetSnapshot?: Snapshot;
  }
}

/** What the worker says to its page, as far as it is listened to here. */
type Said =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'events'; readonly events: readonly { type: string; snapshot?: Snapshot }[] };

/** Messages that one command gives (`port.ts`). */
const PAGE = 200;
/** After this long a command that nobody answers counts as not answered. */
const ANSWERED_WITHIN_MS = 120_000;

/** From now on the pages that open here can be asked behind their screens. Everything else stays as it is. */
export async function looksBehindScreens(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.Worker = class extends window.Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        window.tacetMessenger = this;
        this.addEventListener('message', ({ data }: MessageEvent<Said>) => {
          if (data.kind !== 'events') return;
          for (const { snapshot } of data.events) if (snapshot) window.tacetSnapshot = snapshot;
        });
      }
    };
  });
}

/** What the messenger of that page said last of everything. */
export async function snapshotOf(page: Page): Promise<Snapshot> {
  const snapshot = await page.evaluate(() => window.tacetSnapshot);
  if (!snapshot) throw new Error('this page has heard of no messenger');
  return snapshot;
}

/**
 * Gives the page's messenger commands of one kind, one right after the other, as its interface would.
 *
 * @returns their answers, in the same order
 * @throws Error when the page is gone before all have come
 */
export async function commands<N extends CommandName>(
  page: Page,
  name: N,
  inputs: readonly Parameters<Commands[N]>[0][],
): Promise<readonly Result<ReturnType<Commands[N]>>[]> {
  const answers = page.evaluate(
    async ({ name: command, inputs: all }) => {
      const worker = window.tacetMessenger;
      if (!worker) throw new Error('this page has no messenger');
      const asked = all.map(
        (input) =>
          new Promise<unknown>((resolve) => {
            // Far from the numbers that the interface gives its own.
            const id = 1e9 + Math.floor(Math.random() * 1e15);
            const heard = ({ data }: MessageEvent<Said>) => {
              if (data.kind !== 'result' || data.id !== id) return;
              worker.removeEventListener('message', heard);
              resolve(data.result);
            };
            worker.addEventListener('message', heard);
            // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
            worker.postMessage({ id, name: command, input });
          }),
      );
      return Promise.all(asked);
    },
    { name, inputs },
  );
  // The worker answers a command with that command's result.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (await within(answers)) as readonly Result<ReturnType<Commands[N]>>[];
}

/** Everything that stands in a conversation, oldest first. */
export async function allMessages(page: Page, roomId: string): Promise<readonly MessageView[]> {
  const found: MessageView[] = [];
  for (let fromIndex = 0; ; fromIndex += PAGE) {
    const [answer] = await commands(page, 'messages', [{ roomId, fromIndex, count: PAGE }]);
    if (!answer?.ok) throw new Error(`no messages: ${answer?.failure.code}`);
    found.push(...answer.value);
    if (answer.value.length < PAGE) return found;
  }
}

/** A page that crashes answers nothing, and does not always say so. */
async function within<T>(answers: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ANSWERED_WITHIN_MS);
  });
  return Promise.race([answers, patience]).finally(() => clearTimeout(timer));
}
