import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import SwaggerParser from '@apidevtools/swagger-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrived, ProgramOf } from '../src/api/actors.ts';
import { ApiDocument, JSON_TYPE } from '../src/api/document.ts';
import { fuzz } from '../src/api/fuzz.ts';
import { shownFiles } from '../src/api/guide.ts';
import { Bot, EXAMPLES, type Language } from '../src/bots.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { Stack } from '../src/stack.ts';
import { eventually } from '../src/waiting.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const GUIDE = join(ROOT, 'docs/api-guide.md');
/** About fifteen seconds of a small machine; `./tacet verify api` asks ten thousand times. */
const CASES = Number(process.env['TACET_API_CASES'] ?? 600);
const SEED = Number(process.env['TACET_SEED'] ?? 1);
/** With TACET_API_CASES=1: the case of this number once more. */
const FROM = Number(process.env['TACET_API_FROM'] ?? 0);

/** Who asks thousands of questions is told so; these are to be answered. */
const GENEROUS = {
  TACET_GATEWAY_THROTTLE_CALLS_PER_ACCOUNT_PER_MINUTE: '1000000',
  TACET_GATEWAY_THROTTLE_CALLS_PER_ACCOUNT_BURST: '1000000',
  TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE: '1000000',
  TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_BURST: '1000000',
  TACET_SOCIAL_LIMITS_FACTOR: '1000',
  ...Object.fromEntries(
    [
      'PRELOGIN',
      'USERNAMES',
      'SIGNUP',
      'LOGINBYADDRESS',
      'LOGINBYACCOUNT',
      'LOGINBYDEVICE',
      'REFRESH',
      'PERSONALTOKENS',
    ]
      .map((limit) => [`TACET_AUTH_LIMITS_${limit}`, { TIMES: '100000', PER: '1m' }] as const)
      .flatMap(([name, set]) => Object.entries(set).map(([member, value]) => [`${name}_${member}`, value])),
  ),
};

describe('The REST interface', () => {
  let stack: Stack;
  let folder: string | undefined;
  let document: ApiDocument;

  beforeAll(async () => {
    stack = await Stack.start('standalone', GENEROUS);
    folder = await mkdtemp(join(tmpdir(), 'tacet-guide-'));
    document = await ApiDocument.read();
  });

  afterAll(async () => {
    await stack?.dispose();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('has a guide that is true: every block runs against a real server', async () => {
    const blocks = [...(await readFile(GUIDE, 'utf8')).matchAll(/^```sh\n(.*?)^```/gms)].map(
      (match) => match[1],
    );
    expect(blocks.length).toBeGreaterThan(4);
    const script = ['set -euo pipefail', `BASE=${stack.url}`, ...blocks].join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder });
    expect(stdout).toContain('"accountId"');
    expect(stdout).toContain('"code":"not-found"');
  });

  test('has a guide to bots that shows the examples as they are', async () => {
    const shown = await shownFiles('docs/bots.md');
    expect(shown.map(({ file }) => file)).toEqual(
      ['Echo.java', 'echo.ts'].map((name) => relative(ROOT, join(EXAMPLES, name))),
    );
    for (const block of shown) expect(block.shown).toBe(block.holds);
  });

  test.each<Language>(['java', 'ts'])(
    'is what the echo bot of the guide answers a person by, also after it was killed (%s)',
    async (language) => {
      const bot = await Bot.inFolder(stack, language);
      const carol = await HeadlessPerson.arrives(stack, `Carol${language}`);
      try {
        await Promise.all([bot.begins('register'), carol.signsUp()]);
        await carol.asks('sendFriendRequest', { username: bot.username });
        const roomId = await carol.conversationWith(bot.username);
        await carol.writes(roomId, 'hello');
        await carol.untilReads(roomId, 'is answered', hasAnswerTo('hello'));
        await bot.dies();
        await carol.writes(roomId, 'are you there?');
        await bot.begins();
        await carol.untilReads(roomId, 'is answered again', hasAnswerTo('are you there?'));
      } finally {
        await carol.leaves();
        await bot.leaves();
      }
    },
  );

  test('lets a program with a personal token collect what its device was sent, until that is revoked', async () => {
    const [dora, emil] = await Promise.all([arrived(stack, 'Dora'), arrived(stack, 'Emil')]);
    const roomId = await dora.person.befriends(emil.person);
    const program = await ProgramOf.made(stack, dora.login, ['mail:read']);
    const authorization = `Bearer ${await program.access()}`;
    const mailbox = `${stack.url}/api/v1/relay/mailbox`;
    const page = async (query = ''): Promise<Page> =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
      (await (await fetch(`${mailbox}${query}`, { headers: { authorization } })).json()) as Page;
    expect(await page()).toMatchObject({ code: 'device-connected' });

    await dora.person.leaves();
    await eventually('her socket is gone', async () => (await page()).mails !== undefined || undefined);
    await emil.person.writes(roomId, 'nobody but Dora can read this');
    const { mails = [] } = await page('?wait=20');
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(mails)).not.toContain('nobody but Dora');
    const acknowledged = await fetch(`${mailbox}/acknowledgements`, {
      method: 'POST',
      headers: { authorization, 'content-type': JSON_TYPE },
      body: JSON.stringify({ mailIds: mails.map(({ mailId }) => mailId) }),
    });
    expect(acknowledged.status).toBe(204);
    expect((await page()).mails).toEqual([]);

    await fetch(`${stack.url}/api/v1/auth/personal-tokens/${program.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${await dora.login.access()}` },
    });
    await eventually(
      'the program is shut out',
      async () => (await page()).code === 'login-ended' || undefined,
      5_000 + 2_000,
    );
    await emil.person.leaves();
  });

  test('is described by an OpenAPI document, which the server gives out', async () => {
    await SwaggerParser.validate(ApiDocument.file);
    const given = await fetch(`${stack.url}/api/openapi.yaml`);
    expect(await given.text()).toBe(await readFile(ApiDocument.file, 'utf8'));
  });

  test('has an example of everything that is sent or answered, and it is right', () => {
    let examples = 0;
    for (const operation of document.operations) {
      const { id, pointer, body, responses } = operation;
      if (body !== undefined) {
        expect(
          document.wrong(`${pointer}/requestBody/content/application~1json/schema`, body.example),
          id,
        ).toBeUndefined();
        examples += 1;
      }
      for (const [status, answer] of responses) {
        if (answer === undefined) continue;
        const schema = document.resolved(answer.content.schema);
        const example = answer.content.example ?? schema.examples?.[0];
        expect(
          document.wrong(document.answerSchema(operation, status, answer.media), example),
          `${id} ${status}`,
        ).toBeUndefined();
        expect(answer.media).toBe(status < 400 ? JSON_TYPE : 'application/problem+json');
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(400);
  });

  test(
    `answers ${CASES} requests made from the document as it says, and none with a fault of its own`,
    { timeout: 120_000 + CASES * 200 },
    async () => {
      const { failures, seen } = await fuzz(document, stack, { seed: SEED, cases: CASES, from: FROM });
      const never = document.operations
        .map(({ id }) => id)
        .filter((id) => ![...(seen.get(id)?.keys() ?? [])].some((status) => status < 300));
      const reached = document.operations.length - never.length;
      process.stdout.write(
        `${reached} of ${document.operations.length} calls succeeded once or more; not: ${never.join(', ')}\n`,
      );
      expect(failures.join('\n\n')).toBe('');
      if (CASES >= 600)
        expect(reached, `without success: ${never.join(', ')}`).toBeGreaterThanOrEqual(
          document.operations.length * succeedBy(CASES),
        );
    },
  );
});

/** Which share of all calls has to have succeeded, until each was made a hundred times. */
function succeedBy(cases: number): number {
  return Math.min(0.9, 0.6 + cases / 20_000);
}

/** Of a mailbox, or a refusal. */
interface Page {
  readonly mails?: readonly { readonly mailId: string }[];
  readonly code?: string;
}

function hasAnswerTo(text: string): (messages: readonly { mine: boolean; body: string }[]) => boolean {
  return (messages) => messages.some(({ mine, body }) => !mine && body === `You said: ${text}`);
}
