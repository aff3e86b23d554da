import { setTimeout as pause } from 'node:timers/promises';
import { Household, type HousePlan } from './household.ts';
import { REPEATED_AFTER_DEATH, rowOf, type Row } from './report.ts';
import { errors, leftBehind, stackTraces } from './surprises.ts';

/** A client acknowledges what it has shown when it has stored it; a busy machine takes a while. */
const EMPTY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 100;
const MAILBOX = /^mb:\{(.+)\}:s$/;

/** Lets something happen where people live. What fails tells how they fared. */
export async function inHouse(plan: HousePlan, live: (house: Household) => Promise<Row>): Promise<Row> {
  const house = await Household.move(plan);
  try {
    return await live(house);
  } catch (failure) {
    throw new Error(await house.lastWords(), { cause: failure });
  } finally {
    await house.dispose();
  }
}

/** Waits until everything is read, and judges. @param healedMs when the fault was over */
export async function judged(name: string, house: Household, healedMs: number): Promise<Row> {
  await house.everythingArrives();
  const recoverySeconds = (Date.now() - healedMs) / 1_000;
  await house.writeDown();
  const left = [...(await untilNothingIsLeft(house)), ...surprises(house)];
  const row = rowOf(name, house, left, { repeatedPerConnection: REPEATED_AFTER_DEATH });
  return { ...row, verdict: { ...row.verdict, duplicated: undefined }, recoverySeconds };
}

function surprises(house: Household): string[] {
  const logs = house.services.map(({ process }) => process.logged);
  return [...stackTraces(logs), ...errors(logs)];
}

/** Nothing waits for anybody, since everybody is there. */
async function untilNothingIsLeft({ store }: Household): Promise<string[]> {
  const end = Date.now() + EMPTY_WITHIN_MS;
  for (;;) {
    const [keys] = await store.ask([['KEYS', 'mb:{*}:s']]);
    const mailboxes = Array.isArray(keys) ? keys.map(String) : [];
    const lengths = await store.ask(mailboxes.map((key) => ['XLEN', key]));
    const names = mailboxes.map((key) => MAILBOX.exec(key)?.[1] ?? key);
    const left = leftBehind(names, lengths);
    if (left.length === 0 || Date.now() > end) return left;
    await pause(LOOK_EVERY_MS);
  }
}
